using SoftCfg.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SoftCfg.DemoTraining;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019). Written out because its moments must be saved and
/// restored by name for a resumed training to go on as if it had not stopped.
/// </summary>
internal sealed class AdamW(nn.Module module, double weightDecay) : IDisposable
{
    private const double Beta1 = 0.9, Beta2 = 0.98, Epsilon = 1e-8, MaximumGradientNorm = 1;

    private readonly (string Name, Parameter Value, Tensor First, Tensor Second)[] state = module.named_parameters()
        .Select(p => (p.name, p.parameter, zeros_like(p.parameter).detach(), zeros_like(p.parameter).detach())).ToArray();

    private int steps;

    public void ZeroGradients() => module.zero_grad();

    public void Step(double learningRate)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        nn.utils.clip_grad_norm_(state.Select(s => s.Value), MaximumGradientNorm);
        steps++;
        var bias1 = 1 - Math.Pow(Beta1, steps);
        var bias2 = 1 - Math.Pow(Beta2, steps);
        foreach (var (_, value, first, second) in state)
        {
            if (value.grad is not { } gradient)
                continue;
            first.TimesInPlace(Beta1).PlusInPlace(gradient, 1 - Beta1);
            second.TimesInPlace(Beta2).PlusProductInPlace(gradient, gradient, 1 - Beta2);
            // Matrices decay; biases, norms and single vectors do not.
            if (value.dim() > 1)
                value.TimesInPlace(1 - learningRate * weightDecay);
            value.PlusQuotientInPlace(first, second.DividedBy(bias2).sqrt_().PlusInPlace(Epsilon), -learningRate / bias1);
        }
    }

    public IEnumerable<(string Name, Tensor Value)> Save() =>
        state.SelectMany(s => new[] { ($"optimizer.first.{s.Name}", s.First), ($"optimizer.second.{s.Name}", s.Second) })
            .Append(("optimizer.steps", tensor((long)steps)));

    public void Restore(Func<string, Tensor> read)
    {
        foreach (var (name, _, first, second) in state)
        {
            using var savedFirst = read($"optimizer.first.{name}");
            using var savedSecond = read($"optimizer.second.{name}");
            first.copy_(savedFirst);
            second.copy_(savedSecond);
        }
        using var savedSteps = read("optimizer.steps");
        steps = (int)savedSteps.item<long>();
    }

    public void Dispose()
    {
        foreach (var (_, _, first, second) in state)
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
