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
        Confidence = [[0.25f, 1]],
        Divergence = [[0, float.PositiveInfinity]],
        ValueWeights = [[[]], [[0.5f]]],
        Kept = [[true, false]],
    });

    [Fact]
    public void The_file_says_what_the_trace_says()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new TraceWriter(folder.File("trace.json"), "fashion"))
        {
            writer.Append(Image, GuidanceKind.SoftCfg);
            writer.Complete();
        }
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("trace.json")));
        Assert.Equal("fashion", json.RootElement.GetProperty("model").GetString());
        Assert.Equal(RunProvenance.LibraryVersion, json.RootElement.GetProperty("library").GetString());
        Assert.Equal(
            """[{"guidance":"softcfg","index":7,"class":3,"tokens":[5,6],"scale":[1,2.5],"confidence":[0.25,1],""" +
            "\"divergence\":[0,null],\"value_weights\":[[],[0.5]],\"kept\":[true,false]}]",
            json.RootElement.GetProperty("images").GetRawText());
        Assert.Equal(["trace.json"], folder.FileNames);
    }

    [Fact]
    public void An_unfinished_file_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new TraceWriter(folder.File("trace.json"), "fashion"))
            writer.Append(Image, GuidanceKind.SoftCfg);
        Assert.Empty(folder.FileNames);
    }

    [Fact]
    public void An_image_without_a_trace_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var writer = new TraceWriter(folder.File("trace.json"), "fashion");
        var untraced = Image with { Trace = null };
        var error = Assert.Throws<ArgumentException>(() => writer.Append(untraced, GuidanceKind.None));
        Assert.StartsWith("Image 7 carries no trace; generate with Trace on.", error.Message);
    }
}
