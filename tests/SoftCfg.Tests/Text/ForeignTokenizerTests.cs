using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using SoftCfg.Text;

namespace SoftCfg.Tests.Text;

/// <summary>Files that are missing, damaged, contradictory or of another kind: each refusal names the file and the key.</summary>
public sealed class ForeignTokenizerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_without_a_tokenizer_is_refused()
    {
        folder.WriteText("config.json", "{}");
        folder.WriteText("vocab.json", "{}");
        Refused(folder.Path, folder.Path, "there is no tokenizer in this folder: neither tokenizer.json nor both vocab.json and " +
            "merges.txt. Download them from where the checkpoint came from.");
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() =>
        Refused(folder.File("tokenizer.json"), folder.File("tokenizer.json"), "there is no such file. Check the path.");

    [Fact]
    public void A_name_that_no_file_has_is_refused() => Refused("a\0b", "a\0b", "there is no such file. Check the path.");

    [Theory]
    [InlineData("", "the file is empty (0 bytes). Download it again.")]
    [InlineData("[]", "this is no JSON object. Is it the file of another program?")]
    [InlineData("{}", "the key 'model' is missing.")]
    [InlineData("""{ "model": 1 }""", "model has no 'vocab'.")]
    [InlineData("""{ "model": { "type": "WordPiece" } }""",
        "model.type is 'WordPiece'; only byte-level BPE is supported. Is this the tokenizer of a model for images?")]
    [InlineData("""{ "model": { "type": "Unigram" } }""",
        "model.type is 'Unigram'; only byte-level BPE is supported. Is this the tokenizer of a model for images?")]
    [InlineData("""{ "model": { "type": "BPE", "vocab": [] } }""", "model.vocab is []; expected an object.")]
    [InlineData("""{ "model": { "vocab": { "a": -1 } } }""",
        "model.vocab.a is -1; expected an id, a whole number from 0 to 2147483647.")]
    [InlineData("""{ "model": { "vocab": { "a": 2147483648 } } }""",
        "model.vocab.a is 2147483648; expected an id, a whole number from 0 to 2147483647.")]
    [InlineData("""{ "model": { "vocab": { "a": 1, "b": 1 } } }""", "model.vocab.b has the id 1, which 'a' has already.")]
    [InlineData("""{ "model": { "vocab": { "a": 1 }, "merges": ["a b c"] } }""", "model.merges[0] is no pair of tokens.")]
    [InlineData("""{ "model": { "vocab": { "a": 1 }, "merges": [["a"]] } }""", "model.merges[0] is no pair of tokens.")]
    [InlineData("""{ "model": { "vocab": { "a": 1 }, "merges": ["a b"] } }""",
        "model.merges[0] needs the token 'b', which the vocabulary does not have.")]
    [InlineData("""{ "model": { "vocab": { "a": 1, "b": 2 }, "merges": ["a b"] } }""",
        "model.merges[0] needs the token 'ab', which the vocabulary does not have.")]
    [InlineData("""{ "model": { "vocab": { "a": 1 }, "merges": [] } }""", "the vocabulary has no token 'Ā' for the byte 0, so not every text " +
        "could be encoded. Expected the 256 bytes of byte-level BPE.")]
    [InlineData("""{ "model": { "vocab": {}, "end_of_word_suffix": "</w>" } }""", "model.end_of_word_suffix is '</w>'; byte-level BPE has none.")]
    [InlineData("""{ "model": { "vocab": {}, "dropout": 0.1 } }""",
        "model.dropout is not 0: texts would be encoded differently every time.")]
    [InlineData("""{ "model": {}, "decoder": { "type": "Metaspace" } }""",
        "decoder.type is 'Metaspace', which is not supported; expected ByteLevel.")]
    public void A_tokenizer_of_another_kind_is_refused(string json, string problem)
    {
        var path = folder.WriteText("tokenizer.json", json);
        Refused(folder.Path, path, problem);
    }

    [Theory]
    [InlineData("""{ "type": "Whitespace" }""", "pre_tokenizer is of type 'Whitespace'; expected ByteLevel last, for only byte-level BPE is supported.")]
    [InlineData("""{ "type": "Sequence", "pretokenizers": [] }""", "pre_tokenizer is an empty sequence; expected ByteLevel.")]
    [InlineData("""{ "type": "Sequence", "pretokenizers": [{ "type": "Digits" }, { "type": "ByteLevel" }] }""",
        "pre_tokenizer.pretokenizers[0] is of type 'Digits', which is not supported; expected Split, and ByteLevel last. " +
        "Is this the tokenizer of a model for images?")]
    [InlineData("""{ "type": "Sequence", "pretokenizers": [{ "type": "Split", "behavior": "Contiguous" }, { "type": "ByteLevel" }] }""",
        "pre_tokenizer.pretokenizers[0].behavior is 'Contiguous', which is not supported; expected Isolated or Removed.")]
    [InlineData("""{ "type": "Sequence", "pretokenizers": [{ "type": "Split", "behavior": "Removed", "pattern": {} }, { "type": "ByteLevel" }] }""",
        "pre_tokenizer.pretokenizers[0].pattern has neither 'Regex' nor 'String'.")]
    [InlineData("null", "the key 'pre_tokenizer' is missing.")]
    public void A_pre_tokenizer_that_is_not_known_is_refused(string json, string problem)
    {
        var tokenizer = TokenizerFiles.Tiny();
        tokenizer["pre_tokenizer"] = JsonNode.Parse(json);
        Refused(folder.Path, tokenizer.Write(folder), problem);
    }

    [Fact]
    public void A_normalizer_that_is_not_known_is_refused()
    {
        var tokenizer = TokenizerFiles.Tiny();
        tokenizer["normalizer"] = JsonNode.Parse("""{ "type": "Sequence", "normalizers": [{ "type": "NFC" }, { "type": "Lowercase" }] }""");
        Refused(folder.Path, tokenizer.Write(folder),
            "normalizer.normalizers[1].type is 'Lowercase', which is not supported; expected NFC or none.");
    }

    [Fact]
    public void Added_tokens_that_contradict_each_other_are_refused()
    {
        Refused(TokenizerFiles.Tiny().Add(300, "<x>").Add(300, "<y>"), "added_tokens[1] gives the id 300 to '<y>', but it belongs to '<x>'.");
        Refused(TokenizerFiles.Tiny().Add(300, "<x>").Add(301, "<x>"), "added_tokens[1] gives '<x>' the id 301, but it has the id 300.");
        Refused(TokenizerFiles.Tiny().Add(64, "<x>"), "added_tokens[0] gives the id 64 to '<x>', but it belongs to 'Ġ'.".Replace("Ġ",
            $"{SoftCfg.Text.BytePairs.ByteAlphabet.Of(64)}", StringComparison.Ordinal));
        Refused(TokenizerFiles.Tiny("a b").Add(300, "ab"), "added_tokens[0] gives 'ab' the id 300, but it has the id 256.");
        Refused(TokenizerFiles.Tiny().Add(300, new string('x', 513)), "added_tokens[0] has a token of 513 characters; expected at most 512.");
        var nameless = TokenizerFiles.Tiny();
        nameless["added_tokens"]!.AsArray().Add(JsonNode.Parse("""{ "id": 300 }"""));
        Refused(nameless, "added_tokens[0] has no 'content'.");
        var wordy = TokenizerFiles.Tiny();
        wordy["added_tokens"]!.AsArray().Add(JsonNode.Parse("""{ "id": 300, "content": "<x>", "lstrip": "yes" }"""));
        Refused(wordy, "added_tokens[0].lstrip is \"yes\"; expected true or false.");
    }

    [Fact]
    public void Patterns_without_end_are_refused()
    {
        var tokenizer = TokenizerFiles.Tiny().SplitBy("a");
        var steps = tokenizer["pre_tokenizer"]!["pretokenizers"]!.AsArray();
        for (var i = 0; i < 15; i++)
            steps.Insert(0, steps[0]!.DeepClone());
        Refused(tokenizer, "pre_tokenizer has 17 steps; expected at most 16.");
    }

    [Fact]
    public void Added_tokens_without_end_are_refused()
    {
        var tokenizer = TokenizerFiles.Tiny();
        for (var i = 0; i < 4001; i++)
            tokenizer.Add(300 + i, $"{i:0000}{new string('x', 496)}");
        Refused(tokenizer, "added_tokens[4000] comes after added tokens of 2000000 characters together, which is the most that is read.");
    }

    [Fact]
    public void A_key_that_stands_twice_is_refused()
    {
        var path = folder.WriteText("tokenizer.json", """{ "model": {}, "model": {} }""");
        Assert.StartsWith("this is no valid JSON in UTF-8: ", Refusal(folder.Path, path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_nesting_without_end_is_refused()
    {
        var path = folder.WriteText("tokenizer.json", string.Concat(Enumerable.Repeat("""{ "pretokenizers": [""", 1000)));
        Assert.StartsWith("this is no valid JSON in UTF-8: ", Refusal(folder.Path, path), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_name_is_refused()
    {
        var path = folder.WriteText("tokenizer.json", """{ "model": { "vocab": { "\ud800": 1 } } }""");
        Assert.StartsWith("this is no valid JSON in UTF-8: ", Refusal(folder.Path, path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_breaks_off_anywhere_is_refused()
    {
        var whole = Encoding.UTF8.GetBytes(TokenizerFiles.Tiny("a b").Add(300, "<x>").ToJsonString());
        for (var length = 0; length < whole.Length; length += 97)
        {
            var path = folder.Write("tokenizer.json", whole.AsSpan(0, length));
            Assert.Throws<TextTokenizerException>(() => TextTokenizer.Load(path));
        }
    }

    /// <summary>A tokenizer that is larger than any is not even parsed.</summary>
    [Fact]
    public void A_file_of_gigabytes_is_refused()
    {
        var path = folder.File("tokenizer.json");
        using (var file = File.Create(path))
            file.SetLength(5L << 30);
        Refused(folder.Path, path, "the file has 5368709120 bytes; a tokenizer's has at most 67108864.");
    }

    [Fact]
    public void A_changed_file_is_read_or_refused_and_nothing_else()
    {
        var whole = Encoding.UTF8.GetBytes(TokenizerFiles.Tiny("a b", "ab c").Add(300, "<x>").SplitBy(@"\p{L}+|\s+(?!\S)").ToJsonString());
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            var changed = whole.ToArray();
            foreach (var (place, value) in changes)
                changed[place] = value;
            var path = folder.Write("tokenizer.json", changed);
            try
            {
                _ = TextTokenizer.Load(path).Encode("abc <x> é", allowSpecialTokens: true);
            }
            catch (TextTokenizerException e)
            {
                Assert.Equal(path, e.Path);
            }
        }, iter: 300, threads: 1);
    }

    private void Refused(JsonObject tokenizer, string problem) => Refused(folder.Path, tokenizer.Write(folder), problem);

    private static void Refused(string path, string file, string problem) => Assert.Equal(problem, Refusal(path, file));

    private static string Refusal(string path, string file)
    {
        var error = Assert.Throws<TextTokenizerException>(() => TextTokenizer.Load(path));
        Assert.Equal(file, error.Path);
        Assert.Equal($"{error.Path}: {error.Problem}", error.Message);
        return error.Problem;
    }
}
