using SoftCfg.Checkpoints;
using SoftCfg.Evaluation.Inception;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Benchmarks;

/// <summary>The Inception network with random weights: it takes as long as with the real ones, and no download.</summary>
internal static class RandomInception
{
    public static InceptionNetwork Load(TemporaryFolder folder)
    {
        var path = folder.File("inception.safetensors");
        using (NewDisposeScope())
        {
            using var generator = new Generator(1);
            SafetensorsWriter.Write(path, InceptionNetwork.Weights.Select(w => (w.Name, Values(w, generator))));
        }
        return InceptionNetwork.Load(path);
    }

    private static Tensor Values(TensorInfo weight, Generator generator)
    {
        if (weight.Name.EndsWith("running_var", StringComparison.Ordinal) ||
            weight.Name.EndsWith("bn.weight", StringComparison.Ordinal))
        {
            return ones(weight.Shape);
        }
        // Keeps the size of what goes through: numbers near the ends of float32 would take another time.
        var inputs = Math.Max(weight.Elements / weight.Shape[0], 1);
        return randn(weight.Shape, generator: generator).TimesInPlace(Math.Sqrt(2.0 / inputs));
    }
}
