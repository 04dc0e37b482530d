using SoftCfg.Text;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Tests.Text.Prompts;

public sealed class PromptTokensTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tokens_are_looked_up_by_name()
    {
        var tokens = PromptTokens.Of(Prompted.Tokenizer);
        Assert.Equal((6256, 6261, 6259, 6260, 6262),
            (tokens.BeginningOfText, tokens.Separator, tokens.ImageStart, tokens.ImageEnd, tokens.NewLine));
        Assert.Equal((6268, 4), (tokens.FirstImageCode, tokens.ImageCodes));
        Assert.Equal([1, 2, 16, 24, 32], tokens.Sizes.Keys.Order());
        Assert.Equal(6266, tokens.Size(24));
        Assert.Equal(6271, tokens.LargestId);
    }

    [Fact]
    public void Without_names_for_image_codes_they_are_where_the_published_model_has_them()
    {
        Named(TokenizerFiles.Tiny()).Write(folder);
        folder.WriteText("tokenizer_config.json", """{ "bos_token": "<s>", "eos_token": "<eoss>" }""");
        var tokens = PromptTokens.Of(TextTokenizer.Load(folder.Path));
        Assert.Equal((304, 155_000, 16_384, 171_383), (tokens.BeginningOfText, tokens.FirstImageCode, tokens.ImageCodes, tokens.LargestId));
    }

    [Fact]
    public void A_tokenizer_of_another_model_is_refused_with_what_it_lacks()
    {
        var path = TokenizerFiles.Tiny().Add(300, "<eoss>").Write(folder);
        var error = Assert.Throws<TextTokenizerException>(() => PromptTokens.Of(TextTokenizer.Load(folder.Path)));
        Assert.Equal(path, error.Path);
        Assert.Equal("this tokenizer does not have <reserved08706>, <racm3:break>, <reserved08799>, any of <reserved08801> to " +
            "<reserved08999>, so it is not the one of a model for text to image. Give the folder of the whole checkpoint.", error.Problem);
    }

    [Fact]
    public void A_tokenizer_that_names_no_beginning_and_no_end_is_refused()
    {
        Named(TokenizerFiles.Tiny()).Write(folder);
        var error = Assert.Throws<TextTokenizerException>(() => PromptTokens.Of(TextTokenizer.Load(folder.Path)));
        Assert.Equal("no token is named that begins or ends a text. Expected bos_token or eos_token in a tokenizer_config.json or " +
            "special_tokens_map.json beside this file: download it from where the checkpoint came from.", error.Problem);
    }

    [Fact]
    public void A_size_without_a_token_is_refused() => Assert.Equal(
        "The model has no token for a size of 96 pixels; it knows 32, 64, 512, 768, 1024.",
        Assert.Throws<PromptException>(() => PromptTokens.Of(Prompted.Tokenizer).Size(3)).Message);

    private static System.Text.Json.Nodes.JsonObject Named(System.Text.Json.Nodes.JsonObject json) => json.Add(300, PromptTokenNames.Separator)
        .Add(301, PromptTokenNames.ImageStart).Add(302, PromptTokenNames.ImageEnd).Add(303, PromptTokenNames.NewLine).Add(304, "<s>")
        .Add(305, PromptTokenNames.Size(1));
}
