using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Traces;
using static Microsoft.Playwright.Assertions;

namespace SoftCfg.Playground.Tests.Pages;

[Collection(SharedStand.Name)]
public sealed class DroppedTraceTests(Stand stand)
{
    [Fact]
    public async Task A_trace_opens_without_a_model()
    {
        await using var open = await stand.OpenAsync();
        // Without a server even.
        await open.Page.RouteAsync("**/playground/**", route => route.AbortAsync());
        await open.DropAsync("trace.jsonl", "", Written());
        await Expect(open.Page.Locator("#trace-bar")).ToContainTextAsync("trace.jsonl a model, 4 images");
        await Expect(open.Page.Locator(".column-head strong").Nth(0)).ToHaveTextAsync("CFG, scale 4");
        await Expect(open.State(1)).ToHaveTextAsync("all 9 tokens");
        await Expect(open.Map("A", "image")).ToHaveCountAsync(0);
        await open.Map("B", "confidence").ClickAsync(new() { Position = new() { X = 4, Y = 4 } });
        await Expect(open.Page.Locator("[data-token='B']")).ToContainTextAsync("drew 1");
        await Expect(open.Page.Locator("[data-token='B']")).ToContainTextAsync("A trace holds no candidates.");
        await open.Page.GetByLabel("Image", new() { Exact = true }).SelectOptionAsync("1");
        await open.Map("A", "confidence").ClickAsync(new() { Position = new() { X = 4, Y = 4 } });
        await Expect(open.Page.Locator("[data-token='A']")).ToContainTextAsync("drew 9");
        await Expect(open.Button("Branch here")).ToBeHiddenAsync();
        await open.Button("Close the trace").ClickAsync();
        await Expect(open.Page.Locator("#empty")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_trace_that_the_page_made_is_read_by_the_page()
    {
        await using var open = await stand.OpenAsync("#model=fashion&class=8&seed=3&a=softcfg");
        await open.FinishedAsync();
        var trace = await open.DownloadAsync("Download the trace of A");
        await open.Page.Locator("#trace-file").SetInputFilesAsync(new FilePayload { Name = "again.jsonl", MimeType = "", Buffer = trace });
        await Expect(open.Page.Locator("#trace-bar")).ToContainTextAsync("again.jsonl");
        await Expect(open.State(0)).ToHaveTextAsync("all 49 tokens");
    }

    [Theory]
    [InlineData("", "the file holds no line")]
    [InlineData("hello\n", "line 1: this is not JSON")]
    [InlineData("{\"format\":\"softcfg-trace-1\"}\n", "line 1: this trace is in the format softcfg-trace-1")]
    [InlineData("{\"format\":\"<b>x</b>\"}\n", "line 1: the format is “<b>x</b>”")]
    [InlineData("[1]\n", "line 1: a line of a trace is an object.")]
    [InlineData("{\"format\":\"softcfg-trace-2\",\"model\":\"m\",\"guidance\":[]}\n", "no image")]
    [InlineData("{\"format\":\"softcfg-trace-2\",\"model\":\"m\",\"guidance\":[]}\n{\"guidance\":\"cfg\"}\n", "line 2: there are no tokens.")]
    [InlineData("{\"format\":\"softcfg-trace-2\",\"model\":\"m\",\"guidance\":[]}\n\n{\"guidance\":\"cfg\",\"index\":0,\"class\":1,\"tokens\":[1,2],\"scale\":[1]}\n",
        "line 3: “scale” should have 2 numbers")]
    [InlineData("{\"format\":\"softcfg-trace-2\",\"model\":\"m\",\"guidance\":[]}\n{\"guidance\":\"cfg\",\"index\":0,\"class\":1,\"tokens\":[1],\"scale\":[1]," +
        "\"confidence\":[1],\"value_weights\":[[1]]}\n", "line 2: “value_weights” should have 1 lists")]
    public async Task A_bad_trace_is_refused_with_its_line(string content, string message)
    {
        await using var open = await stand.OpenAsync();
        await open.DropAsync("bad.jsonl", "", Encoding.UTF8.GetBytes(content));
        await Expect(open.Notice).ToContainTextAsync(message);
        await Expect(open.Notice).ToContainTextAsync("bad.jsonl");
        await Expect(open.Notice.Locator("b")).ToHaveCountAsync(0);
        await Expect(open.Page.Locator("#empty")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Text_of_a_file_is_never_read_as_html()
    {
        await using var open = await stand.OpenAsync();
        var text = Encoding.UTF8.GetString(Written()).Replace("a model", "<img src=x onerror=alert(1)>", StringComparison.Ordinal);
        await open.DropAsync("<i>trace</i>.jsonl", "", Encoding.UTF8.GetBytes(text));
        await Expect(open.Page.Locator("#trace-bar")).ToContainTextAsync(new Regex("<i>trace</i>\\.jsonl <img src=x onerror=alert\\(1\\)>"));
        await Expect(open.Page.Locator("#trace-bar img, #trace-bar i")).ToHaveCountAsync(0);
    }

    /// <summary>Two images of two kinds of guidance, written by the library.</summary>
    private static byte[] Written()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("trace.jsonl");
        GuidanceOptions[] kinds = [new() { Kind = GuidanceKind.ClassifierFree }, new()];
        using (var writer = new TraceWriter(path, "a model", kinds, new SamplingOptions()))
        {
            foreach (var kind in kinds)
            {
                for (var index = 0; index < 2; index++)
                    writer.Append(new GeneratedImage(index, 3, new(1, 1, [0, 0, 0]), Tokens(index), TraceOf(kind.Kind)), kind.Kind);
            }
            writer.Complete();
        }
        return File.ReadAllBytes(path);
    }

    private static long[] Tokens(int index) => Enumerable.Range(0, 9).Select(step => index == 0 ? step + 1L : 9 - step).ToArray();

    private static DecodeTrace TraceOf(GuidanceKind kind) => new()
    {
        Scale = Enumerable.Repeat(2f, 9).ToArray(),
        Confidence = Enumerable.Range(0, 9).Select(step => step / 9f).ToArray(),
        Divergence = Enumerable.Repeat(0.5f, 9).ToArray(),
        ValueWeights = kind == GuidanceKind.SoftCfg ? Enumerable.Range(0, 9).Select(step => Enumerable.Repeat(0.9f, step).ToArray()).ToArray() : [],
    };
}
