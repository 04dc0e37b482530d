using System.Text.Json.Nodes;
using SoftCfg.Text;

namespace SoftCfg.Tests.Text;

/// <summary>What the files of a folder say together.</summary>
public sealed class TokenizerFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("added_tokens.json")]
    [InlineData("tokenizer_config.json")]
    public void Vocabulary_and_merges_give_the_ids_of_the_whole_file(string addedFile)
    {
        WriteSeparately(addedFile);
        var tokenizer = TextTokenizer.Load(folder.Path);
        Assert.Equal(folder.File("vocab.json"), tokenizer.Path);
        Assert.All(TokenizerFiles.GoldenTexts, text =>
        {
            Assert.Equal(TokenizerFiles.Golden.Encode(text, true), tokenizer.Encode(text, true));
            Assert.Equal(TokenizerFiles.Golden.Encode(text), tokenizer.Encode(text));
        });
        Assert.Equal(TokenizerFiles.Golden.Count, tokenizer.Count);
    }

    [Fact]
    public void The_tokens_that_begin_and_end_a_text_stand_in_the_configuration()
    {
        TokenizerFiles.Tiny().Add(300, "<s>").Add(301, "</s>").Write(folder);
        folder.WriteText("tokenizer_config.json", """{ "bos_token": null, "eos_token": { "content": "</s>" } }""");
        Assert.Equal((null, 301), Ends());
        folder.WriteText("special_tokens_map.json", """{ "bos_token": "<s>", "eos_token": "<s>" }""");
        Assert.Equal((300, 301), Ends());

        (int?, int?) Ends() => TextTokenizer.Load(folder.Path) is var tokenizer ? (tokenizer.BeginningOfText, tokenizer.EndOfText) : default;
    }

    [Fact]
    public void What_stands_beside_a_given_file_counts_too()
    {
        var path = TokenizerFiles.Tiny().Add(300, "<s>").Write(folder);
        folder.WriteText("tokenizer_config.json", """{ "bos_token": "<s>" }""");
        Assert.Equal(300, TextTokenizer.Load(path).BeginningOfText);
    }

    [Fact]
    public void A_named_token_that_is_not_there_is_refused()
    {
        TokenizerFiles.Tiny().Write(folder);
        var path = folder.WriteText("tokenizer_config.json", """{ "eos_token": "</s>" }""");
        Refused(path, "eos_token is '</s>', which the tokenizer does not have. Do the files belong together?");
    }

    [Fact]
    public void Tokens_of_the_configuration_are_added_to_those_of_the_whole_file()
    {
        TokenizerFiles.Tiny().Add(300, "<x>").Write(folder);
        var path = folder.WriteText("tokenizer_config.json",
            """{ "added_tokens_decoder": { "300": { "content": "<x>", "special": true }, "301": { "content": "<y>" } } }""");
        Assert.Equal([new AddedToken(300, "<x>"), new AddedToken(301, "<y>")], TextTokenizer.Load(folder.Path).AddedTokens);
        folder.WriteText("tokenizer_config.json", """{ "added_tokens_decoder": { "300": { "content": "<y>" } } }""");
        Refused(path, "added_tokens_decoder['300'] gives the id 300 to '<y>', but it belongs to '<x>'.");
        folder.WriteText("tokenizer_config.json", """{ "added_tokens_decoder": { "x": { "content": "<y>" } } }""");
        Refused(path, "added_tokens_decoder.x has a key that is no id.");
    }

    [Fact]
    public void A_token_that_is_named_as_special_is_special()
    {
        WriteSeparately("added_tokens.json");
        folder.WriteText("special_tokens_map.json", """{ "additional_special_tokens": ["<eoss>", { "content": "<reserved08706>" }] }""");
        Assert.Equal(["<eoss>", "<reserved08706>"],
            TextTokenizer.Load(folder.Path).AddedTokens.Where(token => token.IsSpecial).Select(token => token.Content));
    }

    [Theory]
    [InlineData("GPT2Tokenizer", "e\u0301")]
    [InlineData("Qwen2TokenizerFast", "\u00E9")]
    public void The_class_decides_whether_texts_are_normalized(string tokenizerClass, string decoded)
    {
        WriteSeparately("added_tokens.json");
        folder.WriteText("tokenizer_config.json", $$"""{ "tokenizer_class": "{{tokenizerClass}}" }""");
        var tokenizer = TextTokenizer.Load(folder.Path);
        Assert.Equal(decoded, tokenizer.Decode(tokenizer.Encode("e\u0301")));
    }

    [Fact]
    public void A_class_that_is_not_known_needs_the_whole_file()
    {
        WriteSeparately("added_tokens.json");
        var path = folder.WriteText("tokenizer_config.json", """{ "tokenizer_class": "LlamaTokenizer" }""");
        Refused(path, "tokenizer_class is 'LlamaTokenizer'; without tokenizer.json only Qwen2Tokenizer and GPT2Tokenizer are known. " +
            "Download tokenizer.json.");
    }

    [Theory]
    [InlineData("#version: 0.2\na b\nab\n", "line 3 is no pair of tokens with a space between them.")]
    [InlineData("a b\nb c\n", "line 2 needs the token 'bc', which the vocabulary does not have.")]
    [InlineData("a \n", "line 1 is no pair of tokens with a space between them.")]
    [InlineData("a b c\r\n", "line 1 is no pair of tokens with a space between them.")]
    public void Merges_that_are_none_are_refused(string merges, string problem)
    {
        folder.WriteText("vocab.json", TokenizerFiles.Tiny("a b")["model"]!["vocab"]!.ToJsonString());
        Refused(folder.WriteText("merges.txt", merges), problem);
    }

    [Fact]
    public void Merges_that_are_no_text_are_refused()
    {
        folder.WriteText("vocab.json", TokenizerFiles.Tiny("a b")["model"]!["vocab"]!.ToJsonString());
        var path = folder.Write("merges.txt", [(byte)'a', 0xFF]);
        Assert.StartsWith("this is no text in UTF-8: ", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_may_end_as_on_Windows_and_the_version_may_be_missing()
    {
        folder.WriteText("vocab.json", TokenizerFiles.Tiny("a b", "ab c")["model"]!["vocab"]!.ToJsonString());
        folder.WriteText("merges.txt", "a b\r\nab c");
        Assert.Equal([257], TextTokenizer.Load(folder.Path).Encode("abc"));
    }

    /// <summary>The golden tokenizer as vocab.json, merges.txt and a file of added tokens.</summary>
    private void WriteSeparately(string addedFile)
    {
        var whole = JsonNode.Parse(File.ReadAllText(Path.Combine(TokenizerFiles.GoldenFolder, "tokenizer.json")))!;
        folder.WriteText("vocab.json", whole["model"]!["vocab"]!.ToJsonString());
        var merges = whole["model"]!["merges"]!.AsArray().Select(merge => (string)merge!);
        folder.WriteText("merges.txt", $"#version: 0.2\n{string.Join('\n', merges)}\n");
        var added = whole["added_tokens"]!.AsArray();
        var json = new JsonObject();
        foreach (var token in added)
        {
            if (addedFile == "added_tokens.json")
                json[(string)token!["content"]!] = (int)token["id"]!;
            else
                json[$"{token!["id"]}"] = token.DeepClone();
        }
        folder.WriteText(addedFile, (addedFile == "added_tokens.json" ? json : new JsonObject { ["added_tokens_decoder"] = json }).ToJsonString());
    }

    private void Refused(string file, string problem) => Assert.Equal(problem, Refusal(file));

    private string Refusal(string file)
    {
        var error = Assert.Throws<TextTokenizerException>(() => TextTokenizer.Load(folder.Path));
        Assert.Equal(file, error.Path);
        return error.Problem;
    }
}
