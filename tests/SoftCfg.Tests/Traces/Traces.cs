using CsCheck;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Tests.Imaging;
using SoftCfg.Traces;

namespace SoftCfg.Tests.Traces;

/// <summary>Traces to write, read and sum up.</summary>
internal static class Traces
{
    /// <summary>What the files say of the guidance.</summary>
    public static IReadOnlyList<GuidanceOptions> Guided { get; } =
        [new() { Kind = GuidanceKind.ClassifierFree, Scale = 3 }, new() { Scale = 3, MinimumWeight = 0.1 }];

    /// <summary>Up to five images of any kinds of guidance, all with the same few tokens.</summary>
    public static Gen<TracedImage[]> Any { get; } = Gen.Int[1, 12].SelectMany(steps => AnyImage(steps).Array[0, 5]);

    /// <summary>A trace of an image, its divergences and weights left out by default.</summary>
    public static TracedImage Image(GuidanceKind guidance, float[] scale, float[] confidence, float[]? divergence = null,
        float[][]? weights = null) =>
        new(guidance, 0, 0, new long[scale.Length], new DecodeTrace
        {
            Scale = scale,
            Confidence = confidence,
            Divergence = divergence ?? [],
            ValueWeights = weights ?? [],
        });

    /// <summary>Writes a trace file as the tool does.</summary>
    public static string Write(TemporaryFolder folder, string model, params TracedImage[] images)
    {
        var path = folder.File("trace.jsonl");
        using var writer = new TraceWriter(path, model, Guided, new SamplingOptions { Temperature = 0.9 });
        foreach (var image in images)
        {
            var pixels = TestImages.Gradient(1, 1);
            writer.Append(new GeneratedImage(image.Index, image.ClassLabel!.Value, pixels, image.Tokens, image.Trace), image.Guidance);
        }
        writer.Complete();
        return path;
    }

    public static List<TracedImage> ReadAll(string path)
    {
        using var reader = TraceReader.Open(path);
        var images = new List<TracedImage>();
        while (reader.Read() is { } image)
            images.Add(image);
        Assert.Null(reader.Read());
        return images;
    }

    private static Gen<TracedImage> AnyImage(int steps)
    {
        var number = Gen.Frequency((20, Gen.Float[-1e30f, 1e30f]), (1, Gen.Const(() => float.NaN)));
        var numbers = number.Array[steps];
        var weights = number.Array[steps * (steps - 1) / 2]
            .Select(flat => Enumerable.Range(0, steps).Select(t => flat[(t * (t - 1) / 2)..(t * (t + 1) / 2)]).ToArray());
        return from kind in Gen.Enum<GuidanceKind>()
               from index in Gen.Long[0, long.MaxValue]
               from label in Gen.Int[0, int.MaxValue]
               from tokens in Gen.Long[0, long.MaxValue].Array[steps]
               from scale in numbers
               from confidence in numbers
               from divergence in numbers
               from weight in weights
               from kept in Gen.Bool.Array[steps]
               from own in numbers
               select Original(Image(kind, scale, confidence, kind == GuidanceKind.None ? null : divergence,
                   kind == GuidanceKind.SoftCfg ? weight : null) with
               { Index = index, ClassLabel = label, Tokens = tokens }, index % 2 == 0 ? kept : [], index % 3 == 0 ? own : null);
    }

    private static TracedImage Original(TracedImage image, bool[] kept, float[]? own) => image with
    {
        Trace = image.Trace with
        {
            Kept = kept,
            Own = own is null ? image.Trace.Own : new Dictionary<string, IReadOnlyList<float>> { ["norm"] = own },
        },
    };
}
