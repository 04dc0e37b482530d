using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Loading;
using static TorchSharp.torch;

namespace SoftCfg.DemoTraining;

/// <summary>Writes the model folder: weights in half precision, which is finer than bfloat16 for weights of this size.</summary>
internal static class Export
{
    public static void Write(string folder, nn.Module generator, nn.Module tokenizer, nn.Module classifier)
    {
        Directory.CreateDirectory(folder);
        Weights(Path.Combine(folder, "generator.safetensors"), generator);
        Weights(Path.Combine(folder, "tokenizer.safetensors"), tokenizer);
        Weights(Path.Combine(folder, "classifier.safetensors"), classifier);
        new ModelDescription
        {
            Name = "fashion",
            Generator = new ModelPart
            {
                Family = "rar",
                File = "generator.safetensors",
                Config = JsonSerializer.SerializeToElement(GeneratorTraining.Config),
            },
            Tokenizer = new ModelPart
            {
                Family = "maskgit-vq",
                File = "tokenizer.safetensors",
                Config = JsonSerializer.SerializeToElement(TokenizerTraining.Config),
            },
            Classes = FashionMnist.ClassNames,
            // What looks best; models/fashion/README.md has the figures.
            Guidance = new GuidanceOptions { Scale = 2, ScalePower = 1 },
            Sampling = new SamplingOptions { Temperature = 0.9, TopP = 0.95 },
        }.Write(folder);
    }

    private static void Weights(string path, nn.Module module)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(path, module.state_dict()
            .Select(entry => (entry.Key, entry.Value.detach().to(ScalarType.Float16))).ToList());
    }
}
