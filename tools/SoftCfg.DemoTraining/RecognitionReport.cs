using System.Globalization;
using SoftCfg.Checkpoints;
using SoftCfg.Evaluation;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Loading;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.DemoTraining;

/// <summary>How many generated images the classifier recognises as the class they were asked to show.</summary>
internal static class RecognitionReport
{
    public static void Print(string folder, int images, CancellationToken cancellationToken)
    {
        var description = ModelDescription.Read(folder);
        using var generator = ImageGenerator.Load(description, weights: WeightFormat.Float32, cancellationToken: cancellationToken);
        using var classifier = new FashionClassifier();
        using (var checkpoint = Checkpoint.Open(Path.Combine(folder, "classifier.safetensors")))
            checkpoint.LoadInto(classifier, cancellationToken);

        var plain = description.Guidance with { Kind = GuidanceKind.ClassifierFree };
        (string Name, GuidanceOptions Options)[] settings =
        [
            ("no guidance", plain with { Kind = GuidanceKind.None }),
            .. new[] { 1.5, 2, 3, 5 }.SelectMany(scale => new[]
            {
                (Line($"CFG {scale}"), plain with { Scale = scale }),
                (Line($"SoftCFG {scale}"), plain with { Scale = scale, Kind = GuidanceKind.SoftCfg }),
            }),
        ];
        Console.WriteLine("| guidance | recognised | mean confidence |");
        Console.WriteLine("|---|---:|---:|");
        foreach (var (name, options) in settings)
        {
            var (recognised, confidence) = Measure(generator, classifier, options, images, cancellationToken);
            Console.WriteLine(Line($"| {name} | {recognised} of {images} | {confidence:F3} |"));
        }
    }

    private static (int Recognised, double Confidence) Measure(ImageGenerator generator, FashionClassifier classifier,
        GuidanceOptions guidance, int images, CancellationToken cancellationToken)
    {
        var options = new GenerationOptions
        {
            Classes = Enumerable.Range(0, images).Select(i => i % generator.ClassCount).ToList(),
            Seed = 1,
            BatchSize = 100,
            Guidance = guidance,
        };
        var (recognised, confidence) = (0, 0.0);
        foreach (var image in generator.Generate(options, cancellationToken: cancellationToken))
        {
            using var noGradients = no_grad();
            using var scope = NewDisposeScope();
            var pixels = tensor(image.Image.Pixels).view(1, image.Image.Height, image.Image.Width, 3)
                .permute(0, 3, 1, 2).to(ScalarType.Float32).DividedBy(255);
            var probabilities = classifier.call(pixels).softmax(-1);  // [1, 10]
            if (probabilities.argmax(-1).item<long>() == image.ClassLabel)
                recognised++;
            confidence += probabilities[0, image.ClassLabel].item<float>();
        }
        return (recognised, confidence / images);
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
