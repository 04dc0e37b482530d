using System.Text.Json;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Runs;
using SoftCfg.Tests.Imaging;
using SoftCfg.Traces;

namespace SoftCfg.Tests.Traces;

public class TraceWriterTests
{
    private static readonly GeneratedImage Image = new(7, 3, TestImages.Gradient(2, 2), [5, 6], new DecodeTrace
    {
        Scale = [1, 2.5f],
        Confidence = [0.25f, 1],
        Divergence = [0, float.PositiveInfinity],
        ValueWeights = [[], [0.5f]],
        Kept = [true, false],
    });

    [Fact]
    public void The_first_line_says_who_wrote_it_and_with_which_settings()
    {
        using var folder = new TemporaryFolder();
        var lines = Lines(folder, Image);
        using var header = JsonDocument.Parse(lines[0]);
        Assert.Equal("softcfg-trace-2", header.RootElement.GetProperty("format").GetString());
        Assert.Equal("fashion", header.RootElement.GetProperty("model").GetString());
        Assert.Equal(RunProvenance.LibraryVersion, header.RootElement.GetProperty("library").GetString());
        Assert.Equal("""{"kind":"cfg","scale":3,"power":1,"strength":1,"step_normalization":true,"confidence":"maximum",""" +
            "\"alignment\":\"released\",\"minimum_weight\":0.05,\"epsilon\":1E-05}",
            header.RootElement.GetProperty("guidance")[0].GetRawText());
        Assert.Equal("""{"temperature":0.9,"greedy":false,"top_k":0,"top_p":1}""",
            header.RootElement.GetProperty("sampling").GetRawText());
    }

    [Fact]
    public void Every_other_line_is_an_image()
    {
        using var folder = new TemporaryFolder();
        var own = Image with
        {
            Trace = Image.Trace! with
            {
                Kept = [],
                Own = new Dictionary<string, IReadOnlyList<float>> { ["norm"] = [2, float.NaN] },
            },
        };
        var lines = Lines(folder, Image, own);
        const string Common = """{"guidance":"softcfg","index":7,"class":3,"tokens":[5,6],"scale":[1,2.5],"confidence":[0.25,1],""" +
            "\"divergence\":[0,null],\"value_weights\":[[],[0.5]],";
        Assert.Equal([Common + "\"kept\":[true,false]}", Common + "\"kept\":[],\"own\":{\"norm\":[2,null]}}"], lines[1..]);
        Assert.Equal(["trace.jsonl"], folder.FileNames);
    }

    [Fact]
    public void An_unfinished_file_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        using (var writer = Begin(folder))
            writer.Append(Image, GuidanceKind.SoftCfg);
        Assert.Empty(folder.FileNames);
    }

    [Fact]
    public void An_image_without_a_trace_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var writer = Begin(folder);
        var untraced = Image with { Trace = null };
        var error = Assert.Throws<ArgumentException>(() => writer.Append(untraced, GuidanceKind.None));
        Assert.StartsWith("Image 7 carries no trace; generate with Trace on.", error.Message);
    }

    private static TraceWriter Begin(TemporaryFolder folder) =>
        new(folder.File("trace.jsonl"), "fashion", Traces.Guided, new SamplingOptions { Temperature = 0.9 });

    private static string[] Lines(TemporaryFolder folder, params GeneratedImage[] images)
    {
        using (var writer = Begin(folder))
        {
            foreach (var image in images)
                writer.Append(image, GuidanceKind.SoftCfg);
            writer.Complete();
        }
        return File.ReadAllLines(folder.File("trace.jsonl"));
    }
}
