using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>What the modules of a network took and returned when they were last run, by their names in its state dict.</summary>
internal sealed class ModuleTrace
{
    private readonly Dictionary<string, (Tensor Input, Tensor Output)> calls = new(StringComparer.Ordinal);

    public ModuleTrace(nn.Module network)
    {
        foreach (var (name, module) in network.named_modules())
        {
            if (module is nn.Module<Tensor, Tensor> traced)
            {
                traced.register_forward_hook((_, input, output) =>
                {
                    calls[name] = (Keep(input), Keep(output));
                    return output;
                });
            }
        }
    }

    public Tensor Input(string module) => calls[module].Input;

    public Tensor Output(string module) => calls[module].Output;

    private static Tensor Keep(Tensor tensor) => tensor.clone().DetachFromDisposeScope();
}
