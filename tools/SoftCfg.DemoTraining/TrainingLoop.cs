using System.Diagnostics;
using System.Globalization;
using SoftCfg.Checkpoints;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.DemoTraining;

/// <summary>
/// Epochs over shuffled batches with a warm-up and cosine learning rate. Saves after every epoch and goes on from the
/// last save; every epoch has random streams of its own, so a resumed training repeats an uninterrupted one.
/// </summary>
internal sealed class TrainingLoop(string name, nn.Module module, TrainingSettings settings)
{
    private readonly string path = Path.Combine(settings.OutputFolder, $"{name}.training.safetensors");

    /// <summary>Weight decay of matrices.</summary>
    public double WeightDecay { get; init; } = 0.03;

    /// <summary>The peak learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Passes over the data, unless the settings allow fewer.</summary>
    public required int Epochs { get; init; }

    /// <summary>Called after every epoch, in evaluation mode, for a line of figures.</summary>
    public Func<string>? Evaluate { get; init; }

    /// <summary>Called after every optimizer step: averages, codebooks.</summary>
    public Action? AfterStep { get; init; }

    /// <summary>Tensors beside the module's that a resumed training needs; restored in place.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> ExtraState { get; init; } = [];

    /// <summary>Trains, or goes on training.</summary>
    /// <param name="count">Training examples.</param>
    /// <param name="loss">Computes the loss of a batch from its indices, the epoch's random stream and the progress in [0, 1].</param>
    /// <param name="cancellationToken">Stops between two steps; the last save stays.</param>
    public void Run(long count, Func<Tensor, Generator, double, Tensor> loss, CancellationToken cancellationToken)
    {
        using var optimizer = new AdamW(module, WeightDecay);
        var firstEpoch = File.Exists(path) ? Restore(optimizer) : 0;
        var precision = settings.ProductPrecision ?? ProductPrecision.Fastest();
        SetProductPrecision(precision);
        Report($"multiplies in {precision.ToString().ToLowerInvariant()}");
        var stepsPerEpoch = count / settings.BatchSize;
        var epochs = Math.Min(Epochs, settings.MostEpochs);
        var watch = Stopwatch.StartNew();
        for (var epoch = firstEpoch; epoch < epochs; epoch++)
        {
            module.train();
            using var generator = new Generator(settings.Seed * 1_000_003 + (ulong)epoch);
            using var order = randperm(count, generator: generator);
            var (sum, reported) = (0.0, watch.Elapsed);
            for (var step = 0; step < stepsPerEpoch; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var progress = (epoch + (double)step / stepsPerEpoch) / epochs;
                sum += Step(optimizer, order.narrow(0, step * settings.BatchSize, settings.BatchSize), loss, generator, progress);
                if (watch.Elapsed - reported > TimeSpan.FromSeconds(15) || step == stepsPerEpoch - 1)
                {
                    reported = watch.Elapsed;
                    Report($"epoch {epoch + 1}/{epochs} step {step + 1}/{stepsPerEpoch} " +
                        $"loss {sum / (step + 1):F5} {watch.Elapsed:hh\\:mm\\:ss}");
                }
            }
            module.eval();
            Save(optimizer, epoch + 1);
            if (Evaluate is not null)
            {
                using var noGradients = no_grad();
                Report($"epoch {epoch + 1}/{epochs} {Evaluate()}");
            }
        }
        SetProductPrecision(null);
        module.eval();
    }

    private double Step(AdamW optimizer, Tensor indices, Func<Tensor, Generator, double, Tensor> loss, Generator generator,
        double progress)
    {
        using var scope = NewDisposeScope();
        optimizer.ZeroGradients();
        var value = loss(indices, generator, progress);
        value.backward();
        var warmUp = Math.Min(1, progress / 0.02 + 0.01);
        optimizer.Step(LearningRate * warmUp * (0.01 + 0.99 * (1 + Math.Cos(Math.PI * progress)) / 2));
        AfterStep?.Invoke();
        indices.Dispose();
        return value.item<float>();
    }

    private void SetProductPrecision(ScalarType? precision)
    {
        foreach (var child in module.modules())
        {
            if (child is Projection projection)
                projection.MultiplyIn = precision;
            else if (child is SameConvolution convolution)
                convolution.MultiplyIn = precision;
            else if (child is UpsamplingConvolution upsampling)
                upsampling.MultiplyIn = precision;
        }
    }

    private void Save(AdamW optimizer, int epochs)
    {
        var tensors = module.state_dict().Select(entry => (entry.Key, entry.Value)).Concat(optimizer.Save()).Concat(ExtraState);
        SafetensorsWriter.Write(path, tensors,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["epochs"] = epochs.ToString(CultureInfo.InvariantCulture) });
    }

    private int Restore(AdamW optimizer)
    {
        using var noGradients = no_grad();
        using var checkpoint = Checkpoint.Open(path);
        foreach (var (key, value) in module.state_dict().Select(entry => (entry.Key, entry.Value)).Concat(ExtraState))
        {
            using var saved = checkpoint.Read(key);
            value.copy_(saved);
        }
        optimizer.Restore(checkpoint.Read);
        var epochs = int.Parse(checkpoint.Metadata["epochs"], CultureInfo.InvariantCulture);
        Report($"goes on after epoch {epochs} of {path}");
        return epochs;
    }

    private void Report(string line) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {line}"));
}
