using System.Text;
using CsCheck;
using SoftCfg.Guidance;
using SoftCfg.Runs;
using SoftCfg.Traces;

namespace SoftCfg.Tests.Traces;

public class TraceReaderTests
{
    private const string Header = """{"format":"softcfg-trace-1","library":"1.2.3","model":"tiny","images":[""";

    private const string Image = """
        {"guidance":"softcfg","index":7,"class":3,"tokens":[5,6],"scale":[1,2.5],"confidence":[0.25,null],
        "divergence":[0,1e-3],"value_weights":[[],[0.5]]}
        """;

    [Fact]
    public void What_was_written_is_read() =>
        Traces.Any.Sample(images =>
        {
            using var folder = new TemporaryFolder();
            var read = Traces.ReadAll(Traces.Write(folder, "tiny", images));
            Assert.Equal(images.Length, read.Count);
            for (var i = 0; i < images.Length; i++)
                AssertEqual(images[i], read[i]);
        }, iter: 50);

    [Fact]
    public void The_header_says_who_wrote_it()
    {
        using var folder = new TemporaryFolder();
        using var reader = TraceReader.Open(Traces.Write(folder, "tiny \"model\" 模型"));
        Assert.Equal((RunProvenance.LibraryVersion, "tiny \"model\" 模型"), (reader.Library, reader.Model));
        Assert.Null(reader.Read());
    }

    [Fact]
    public void A_file_of_many_buffers_is_read_and_progress_reaches_its_end()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, $"{Header}{string.Join(",\n", Enumerable.Repeat(Image, 5000))}]}}");
        using var reader = TraceReader.Open(path);
        var before = reader.Progress;
        for (var i = 0; i < 5000; i++)
        {
            Assert.Equal([5L, 6], reader.Read()!.Tokens);
            Assert.True(reader.Progress > before);
            before = reader.Progress;
        }
        Assert.Null(reader.Read());
        Assert.InRange(reader.Progress, 0.99, 1);
    }

    [Fact]
    public void Fields_may_come_in_any_order_and_unknown_ones_are_passed_over()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, """
            {"model": "tiny", "new": {"a": [1, {"images": []}]}, "library": "9", "format": "softcfg-trace-1", "images": [
            {"value_weights": [], "kept": [true], "divergence": [], "confidence": [1], "new": {}, "scale": [1],
            "tokens": [2], "class": 0, "index": 4, "guidance": "none"}], "end": null}
            """);
        var image = Assert.Single(Traces.ReadAll(path));
        Assert.Equal((GuidanceKind.None, 4, 0), (image.Guidance, image.Index, image.ClassLabel));
        Assert.Empty(image.Trace.Divergence);
        Assert.Empty(image.Trace.ValueWeights);
    }

    [Theory]
    [InlineData("[]", "a trace should be an object, but byte 0 begins a list.")]
    [InlineData("hello", "this is not JSON, or not all of it, at byte 0: ")]
    [InlineData("\u0089PNG", "this is not JSON, or not all of it, at byte 0: ")]
    [InlineData("{}", "a trace has a text 'format' before its images; this file has none.")]
    [InlineData("""{"images":[]}""", "a trace has a text 'format' before its images; this file has none.")]
    [InlineData("""{"format":1}""", "'format' should be a text, but byte 10 begins another number.")]
    [InlineData("""{"format":"a","format":"a"}""", "'format' is there twice.")]
    [InlineData("""{"format":"softcfg-trace-2","images":[]}""",
        "the format is 'softcfg-trace-2'; this version reads 'softcfg-trace-1'.")]
    [InlineData("""{"format":"softcfg-trace-1","library":"1","images":[]}""",
        "a trace has a text 'model' before its images; this file has none.")]
    [InlineData("""{"format":"softcfg-trace-1","library":"1","model":"m"}""",
        "a trace has a list 'images'; this file has none.")]
    [InlineData("""{"format":"softcfg-trace-1","library":"1","model":"m","images":{}}""",
        "'images' should be a list, but byte 63 begins an object.")]
    [InlineData("""{"format":"\ud800"}""", "the text at byte 10 is not Unicode.")]
    public void What_is_no_trace_is_refused_at_once(string text, string problem)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, text);
        var error = Assert.Throws<TraceFileException>(() => TraceReader.Open(path));
        Assert.StartsWith($"{path}: {problem}", error.Message);
        Assert.Equal(path, error.Path);
    }

    [Theory]
    [InlineData("\"guidance\":\"softcfg\",", "", "image 1 has no 'guidance'.")]
    [InlineData("\"index\":7", "\"index\":7,\"index\":7", "'index' of image 1 is there twice.")]
    [InlineData("\"softcfg\"", "\"soft\"", "'guidance' of image 1 should be none, cfg, softcfg, but byte ")]
    [InlineData("\"softcfg\"", "3", "'guidance' of image 1 should be a text, but byte ")]
    [InlineData("7", "-7", "'index' of image 1 should be whole and not negative, but byte ")]
    [InlineData("7", "7.5", "'index' of image 1 should be whole and not negative, but byte ")]
    [InlineData("\"class\":3", "\"class\":3000000000", "'class' of image 1 should be a whole number from 0 to 2147483647, but ")]
    [InlineData("[5,6]", "5", "'tokens' of image 1 should be a list, but byte ")]
    [InlineData("[5,6]", "[5,\"6\"]", "'tokens' of image 1 should be whole and not negative, but byte ")]
    [InlineData("[5,6]", "[]", "image 1 has no tokens.")]
    [InlineData("[5,6]", "[5]", "'scale' of image 1 has 2 entries, but it should have 1.")]
    [InlineData("[0.25,null]", "[0.25]", "'confidence' of image 1 has 1 entries, but it should have 2.")]
    [InlineData("[0,1e-3]", "[0,1,2]", "'divergence' of image 1 has 3 entries, but it should have 2.")]
    [InlineData("[[],[0.5]]", "[[]]", "'value_weights' of image 1 has 1 entries, but it should have 2.")]
    [InlineData("[[],[0.5]]", "[[],[]]", "'value_weights[1]' of image 1 has 0 entries, but it should have 1.")]
    [InlineData("[[],[0.5]]", "[[],[1,2]]", "step 1 in 'value_weights' of image 1 has more than 1 numbers.")]
    [InlineData("[[],[0.5]]", "[[],0.5]", "step 1 in 'value_weights' of image 1 should be a list, but byte ")]
    [InlineData("[0,1e-3]", "[0,1e99]", "'divergence' of image 1 should be numbers that fit a float, or null, but byte ")]
    [InlineData("[0,1e-3]", "[0,NaN]", "this is not JSON, or not all of it, at byte ")]
    [InlineData("[0,1e-3]", "[0,[1]]", "'divergence' of image 1 should be numbers that fit a float, or null, but byte ")]
    public void A_wrong_image_is_refused_and_the_message_says_where(string right, string wrong, string problem)
    {
        using var folder = new TemporaryFolder();
        var bad = Image.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Image, bad);
        Refused(folder, $"{Header}{Image},{bad}]}}", readable: 1, problem);
    }

    [Theory]
    [InlineData("3]}", "image 1 should be an object, but byte ")]
    [InlineData("]}{}", "this is not JSON, or not all of it, at byte ")]
    [InlineData("],\"images\":[]}", "'images' is there twice.")]
    [InlineData("]", "this is not JSON, or not all of it, at byte ")]
    public void What_follows_the_images_is_checked(string end, string problem)
    {
        using var folder = new TemporaryFolder();
        Refused(folder, $"{Header}{Image}{(end[0] == '3' ? "," : "")}{end}", readable: 1, problem);
    }

    [Fact]
    public void Images_with_unequal_numbers_of_tokens_are_refused()
    {
        using var folder = new TemporaryFolder();
        const string Shorter = """
            {"guidance":"none","index":7,"class":3,"tokens":[5],"scale":[1],"confidence":[0.25],"divergence":[],
            "value_weights":[]}
            """;
        Refused(folder, $"{Header}{Image},{Shorter}]}}", readable: 1, "image 1 has 1 tokens, but image 0 has 2.");
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        var whole = Encoding.UTF8.GetBytes($"{Header}{Image}]}}");
        for (var length = 1; length < whole.Length; length++)
        {
            var path = folder.Write("cut.json", whole.AsSpan(0, length));
            Assert.Throws<TraceFileException>(() => Traces.ReadAll(path));
        }
    }

    [Fact]
    public void Changed_bytes_are_read_or_refused_but_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var whole = Encoding.UTF8.GetBytes($"{Header}{Image}]}}");
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var bytes = whole.ToArray();
            bytes[at] = value;
            var path = folder.Write($"{Guid.NewGuid():N}.json", bytes);
            try
            {
                Traces.ReadAll(path);
            }
            catch (TraceFileException e)
            {
                Assert.StartsWith(path, e.Message);
            }
        }, iter: 500);
    }

    [Fact]
    public void Missing_and_empty_files_are_refused()
    {
        using var folder = new TemporaryFolder();
        var missing = Assert.Throws<TraceFileException>(() => TraceReader.Open(folder.File("none.json")));
        Assert.EndsWith("none.json: there is no such file. Check the path.", missing.Message);
        Assert.Throws<TraceFileException>(() => TraceReader.Open(folder.Path));
        Assert.Contains("the file is empty", Assert.Throws<TraceFileException>(
            () => TraceReader.Open(folder.Write("empty.json", []))).Message);
    }

    [Fact]
    public void What_would_take_much_memory_is_refused()
    {
        using var folder = new TemporaryFolder();
        var many = string.Join(',', Enumerable.Repeat("0", TraceReader.MaximumTokens + 1));
        void RefusedWith(string right, string wrong, string problem) =>
            Refused(folder, $"{Header}{Image.Replace(right, wrong, StringComparison.Ordinal)}]}}", readable: 0, problem);
        RefusedWith("[5,6]", $"[{many}]", "'tokens' of image 0 has more than 8192 numbers.");
        RefusedWith("[0,1e-3]", $"[{many}]", "'divergence' of image 0 has more than 8192 numbers.");
        RefusedWith("softcfg", new string('a', 100_000), "the value at byte ");
        RefusedWith("[5,6]", new string('[', 1000), "'tokens' of image 0 should be whole");
        RefusedWith("\"index\":7", $"\"new\":{new string('[', 1000)}", "this is not JSON");
    }

    private static string Write(TemporaryFolder folder, string text) => folder.Write("trace.json", Encoding.UTF8.GetBytes(text));

    private static void Refused(TemporaryFolder folder, string text, int readable, string problem)
    {
        var path = Write(folder, text);
        using var reader = TraceReader.Open(path);
        for (var i = 0; i < readable; i++)
            Assert.NotNull(reader.Read());
        Assert.StartsWith($"{path}: {problem}", Assert.Throws<TraceFileException>(reader.Read).Message);
    }

    private static void AssertEqual(TracedImage expected, TracedImage actual)
    {
        Assert.Equal((expected.Guidance, expected.Index, expected.ClassLabel),
            (actual.Guidance, actual.Index, actual.ClassLabel));
        Assert.Equal(expected.Tokens, actual.Tokens);
        Assert.Equal(expected.Trace.Scale, actual.Trace.Scale);
        Assert.Equal(expected.Trace.Confidence, actual.Trace.Confidence);
        Assert.Equal(expected.Trace.Divergence, actual.Trace.Divergence);
        Assert.Equal(expected.Trace.ValueWeights, actual.Trace.ValueWeights);
    }
}
