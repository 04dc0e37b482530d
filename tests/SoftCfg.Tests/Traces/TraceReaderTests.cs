using System.Text;
using CsCheck;
using SoftCfg.Guidance;
using SoftCfg.Runs;
using SoftCfg.Traces;

namespace SoftCfg.Tests.Traces;

public class TraceReaderTests
{
    private const string Header =
        """{"format":"softcfg-trace-2","library":"1.2.3","model":"tiny","guidance":[{"kind":"softcfg","scale":3}],"sampling":{"top_k":7}}""";

    private const string Image = """{"guidance":"softcfg","index":7,"class":3,"tokens":[5,6],"scale":[1,2.5],""" +
        "\"confidence\":[0.25,null],\"divergence\":[0,1e-3],\"value_weights\":[[],[0.5]],\"kept\":[true,false],\"own\":{\"a\":[1,2]}}";

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
    public void The_header_says_who_wrote_it_and_with_which_settings()
    {
        using var folder = new TemporaryFolder();
        using var reader = TraceReader.Open(Traces.Write(folder, "tiny \"model\" 模型"));
        Assert.Equal((RunProvenance.LibraryVersion, "tiny \"model\" 模型"), (reader.Library, reader.Model));
        Assert.Equal(Traces.Guided, reader.Guidance);
        Assert.Equal(0.9, reader.Sampling.Temperature);
        Assert.Null(reader.Read());
    }

    [Fact]
    public void A_file_of_many_buffers_is_read_and_progress_reaches_its_end()
    {
        using var folder = new TemporaryFolder();
        using var reader = TraceReader.Open(Write(folder, [Header, .. Enumerable.Repeat(Image, 5000)]));
        var before = reader.Progress;
        for (var i = 0; i < 5000; i++)
        {
            Assert.Equal([5L, 6], reader.Read()!.Tokens);
            Assert.True(reader.Progress > before);
            before = reader.Progress;
        }
        Assert.Null(reader.Read());
        Assert.Equal(1, reader.Progress);
    }

    [Fact]
    public void Fields_may_come_in_any_order_and_unknown_ones_are_passed_over()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder,
            """{"model": "tiny", "new": {"a": [1, {}]}, "library": "9", "sampling": {}, "format": "softcfg-trace-2", "guidance": []}""",
            "",
            """
            {"value_weights": [], "kept": [true], "divergence": [], "confidence": [1], "new": {}, "scale": [1], "tokens": [2], "class": 0, "index": 4, "guidance": "none"}
            """.ReplaceLineEndings("\r"),
            "  ");
        var image = Assert.Single(Traces.ReadAll(path));
        Assert.Equal((GuidanceKind.None, 4, 0), (image.Guidance, image.Index, image.ClassLabel));
        Assert.Empty(image.Trace.Divergence);
        Assert.Empty(image.Trace.ValueWeights);
        Assert.Equal([true], image.Trace.Kept);
    }

    [Fact]
    public void A_trace_of_an_older_version_is_called_that()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, """{"format":"softcfg-trace-1","library":"1.2.3","model":"tiny","images":[]}""");
        Assert.Equal($"{path}: this trace is in the format softcfg-trace-1 of an older version. Sample with --trace again.",
            Assert.Throws<TraceFileException>(() => TraceReader.Open(path)).Message);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("null", "a line of a trace is an object, not null.")]
    [InlineData("hello", "this is not JSON, or not all of it: ")]
    [InlineData("\u0089PNG", "this is not JSON, or not all of it: ")]
    [InlineData("{}", "there is no 'format'.")]
    [InlineData("""{"format":1}""", "'format' is not what a trace has there (byte ")]
    [InlineData("""{"format":"a","format":"a"}""", "")]
    [InlineData("""{"format":"softcfg-trace-9"}""", "the format is 'softcfg-trace-9'; this version reads 'softcfg-trace-2'.")]
    [InlineData("""{"format":"softcfg-trace-2","library":"1"}""", "there is no 'model'.")]
    [InlineData("""{"format":"softcfg-trace-2","library":"1","model":"m","sampling":{}}""", "there is no 'guidance'.")]
    [InlineData("""{"guidance":[{"scale":1e300}]}""", "Guidance Scale is 1e300; it must be a number from 0 to 10000.")]
    [InlineData("""{"sampling":{"top_q":1}}""", "'top_q' is no setting; did you mean 'top_k'?")]
    [InlineData("""{"format":"\ud800"}""", "")]
    public void What_is_no_trace_is_refused_at_once(string text, string problem)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, text);
        var error = Assert.Throws<TraceFileException>(() => TraceReader.Open(path));
        Assert.StartsWith($"{path}: line 1: {problem}", error.Message);
        Assert.Equal((path, 1), (error.Path, error.Line));
    }

    [Theory]
    [InlineData("\"guidance\":\"softcfg\",", "", "there is no 'guidance'.")]
    [InlineData("\"index\":7", "\"index\":7,\"index\":7", "")]
    [InlineData("\"softcfg\"", "\"soft\"", "'guidance' should be none, cfg or softcfg.")]
    [InlineData("\"softcfg\"", "3", "'guidance' should be none, cfg or softcfg.")]
    [InlineData("7", "-7", "'index' is -7, but it should not be negative.")]
    [InlineData("7", "7.5", "'index' is not what a trace has there (byte ")]
    [InlineData("\"class\":3", "\"class\":3000000000", "'class' is not what a trace has there (byte ")]
    [InlineData("[5,6]", "5", "'tokens' is not what a trace has there (byte ")]
    [InlineData("[5,6]", "[5,\"6\"]", "'tokens[1]' is not what a trace has there (byte ")]
    [InlineData("[5,6]", "[]", "there are 0 tokens, but an image has from 1 to 16384.")]
    [InlineData("[5,6]", "[5]", "there are 1 tokens, but the image before has 2.")]
    [InlineData("[1,2.5]", "[1]", "'scale' has 1 entries, but there are 2 tokens.")]
    [InlineData("[0.25,null]", "[0.25]", "'confidence' has 1 entries, but there are 2 tokens.")]
    [InlineData("[0,1e-3]", "[0,1,2]", "'divergence' has 3 entries, but there are 2 tokens.")]
    [InlineData("[true,false]", "[true]", "'kept' has 1 entries, but there are 2 tokens.")]
    [InlineData("[true,false]", "[true,0]", "'kept[1]' is not what a trace has there (byte ")]
    [InlineData("{\"a\":[1,2]}", "{\"a\":[1]}", "'own.a' has 1 entries, but there are 2 tokens.")]
    [InlineData("{\"a\":[1,2]}", "[]", "'own' should be an object with a list under each name.")]
    [InlineData("{\"a\":[1,2]}", "{\"a\":[1,2],\"a\":[1,2]}", "a name in 'own' is there twice.")]
    [InlineData("[[],[0.5]]", "[[]]", "'value_weights' has 1 entries, but there are 2 tokens.")]
    [InlineData("[[],[0.5]]", "[[],[]]", "step 1 of 'value_weights' has 0 numbers, but it should have 1.")]
    [InlineData("[[],[0.5]]", "[[],0.5]", "step 1 of 'value_weights' should be a list.")]
    [InlineData("[0,1e-3]", "[0,1e99]", "a number should fit a float or be null, but byte ")]
    [InlineData("[0,1e-3]", "[0,NaN]", "this is not JSON, or not all of it: ")]
    [InlineData("[0,1e-3]", "[0,[1]]", "a number should fit a float or be null, but byte ")]
    public void A_wrong_image_is_refused_and_the_message_names_the_line(string right, string wrong, string problem)
    {
        using var folder = new TemporaryFolder();
        var bad = Image.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Image, bad);
        Refused(folder, bad, problem);
    }

    [Fact]
    public void What_follows_an_image_on_its_line_is_refused()
    {
        using var folder = new TemporaryFolder();
        Refused(folder, $"{Image}{Image}", "this is not JSON, or not all of it: ");
        Refused(folder, "3", "");
        Refused(folder, "[]", "");
    }

    [Fact]
    public void A_line_cut_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        for (var length = 1; length < Image.Length; length++)
            Refused(folder, Image[..length], "");
    }

    [Fact]
    public void Changed_bytes_are_read_or_refused_but_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var whole = Encoding.UTF8.GetBytes($"{Header}\n{Image}\n");
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var bytes = whole.ToArray();
            bytes[at] = value;
            var path = folder.Write($"{Guid.NewGuid():N}.jsonl", bytes);
            try
            {
                Traces.ReadAll(path);
            }
            catch (TraceFileException e)
            {
                Assert.StartsWith(path, e.Message);
            }
        }, iter: 2000);
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
    public void An_image_of_a_prompt_has_rows_in_place_of_a_class()
    {
        using var folder = new TemporaryFolder();
        var prompted = Image.Replace("\"class\":3", "\"prompt\":\"a fox\",\"rows\":1,\"columns\":1", StringComparison.Ordinal);
        var image = Traces.ReadAll(Write(folder, Header, prompted)).Single();
        Assert.Equal((null, "a fox", 1, 1), (image.ClassLabel, image.Prompt, image.Rows, image.Columns));
        Refused(folder, prompted.Replace("\"rows\":1", "\"rows\":2", StringComparison.Ordinal),
            "'rows' is 2 and 'columns' 1, which do not fit 2 tokens with an end of each row.");
        Refused(folder, prompted.Replace("\"rows\":1,", "", StringComparison.Ordinal), "there is no 'rows'.");
        Refused(folder, Image.Replace("\"class\":3,", "", StringComparison.Ordinal), "there is no 'class'.");
    }

    [Fact]
    public void What_would_take_much_memory_is_refused()
    {
        using var folder = new TemporaryFolder();
        var many = string.Join(',', Enumerable.Repeat("0", TraceReader.MaximumTokens + 1));
        void RefusedWith(string right, string wrong, string problem) =>
            Refused(folder, Image.Replace(right, wrong, StringComparison.Ordinal), problem);
        RefusedWith("[5,6]", $"[{many}]", "there are 16385 tokens, but an image has from 1 to 16384.");
        RefusedWith("[[],[0.5]]", $"[{string.Join(',', Enumerable.Repeat("[]", 100_000))}]",
            "step 1 of 'value_weights' has 0 numbers, but it should have 1.");
        RefusedWith("{\"a\":[1,2]}", $"{{{string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"{i}\":[1,2]"))}}}",
            "'own' has more than 64 names.");
        RefusedWith("\"index\":7", $"\"new\":{new string('[', 1000)}", "this is not JSON");
    }

    [Fact]
    public void A_line_that_never_ends_is_refused()
    {
        using var endless = new Endless();
        var error = Assert.Throws<TraceFileException>(() => new TraceReader("trace.jsonl", endless, long.MaxValue));
        Assert.Equal("trace.jsonl: line 1: the line is longer than 134217728 bytes; no trace has such.", error.Message);
        Assert.InRange(endless.Position, TraceReader.LongestLine, 2L * TraceReader.LongestLine);
    }

    private static string Write(TemporaryFolder folder, params string[] lines) =>
        folder.Write("trace.jsonl", Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    /// <summary>Asserts that a line is refused where it stands third in a file.</summary>
    private static void Refused(TemporaryFolder folder, string line, string problem)
    {
        var path = Write(folder, Header, Image, line);
        using var reader = TraceReader.Open(path);
        Assert.NotNull(reader.Read());
        var error = Assert.Throws<TraceFileException>(reader.Read);
        Assert.StartsWith($"{path}: line 3: {problem}", error.Message);
        Assert.DoesNotContain("SoftCfg.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
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
        Assert.Equal(expected.Trace.Kept, actual.Trace.Kept);
        Assert.Equal(expected.Trace.Own, actual.Trace.Own);
    }

    /// <summary>Blanks without end.</summary>
    private sealed class Endless : MemoryStream
    {
        private long position;

        public override long Position { get => position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)' ');
            position += buffer.Length;
            return buffer.Length;
        }
    }
}
