using CsCheck;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Tests.Text.Prompts;

/// <summary>Prompts to ids. The reference encodes sentence, prompt and separator as one text, special tokens allowed.</summary>
public class PromptEncoderTests
{
    private const int Beginning = 6256, Start = 6259, End = 6260, Separator = 6261, NewLine = 6262, Size32 = 6263, Size64 = 6264,
        Size768 = 6266, Code0 = 6268;

    private static readonly PictureCodes Square = new([.. Enumerable.Range(0, 16).Select(i => i % 4)], 4, 4);

    [Fact]
    public void A_prompt_has_the_ids_of_the_reference()
    {
        var encoded = Prompted.Encoder.Encode(new ImagePrompt("A red fox in the snow, photographed at dawn"));
        // The first text of the golden case.
        Assert.Equal([Beginning, .. Prompted.Tokenizer.Encode(TokenizerFiles.GoldenTexts[0], allowSpecialTokens: true)], encoded.Text);
        Assert.Equal([Start, Size768, Size768], encoded.Image);
        Assert.Equal([.. encoded.Text, .. encoded.Image], encoded.Tokens);
        Assert.Equal((96 * 97) + 1, encoded.Remaining);
    }

    [Fact]
    public void Prompts_without_special_tokens_have_the_ids_of_the_reference() =>
        Gen.Select(Gen.String, Gen.Int[0, 4]).Where((prompt, _) => !string.IsNullOrWhiteSpace(prompt)).Sample((prompt, task) =>
        {
            var template = PromptTemplate.All[task];
            var encoded = Prompted.Encoder.Encode(new ImagePrompt(prompt, 32, 64) { Template = template });
            var whole = template.Format(prompt, new ImageGrid(32, 64)) + PromptTokenNames.Separator;
            Assert.Equal([Beginning, .. Prompted.Tokenizer.Encode(whole, allowSpecialTokens: true)], encoded.Text);
        });

    /// <summary>Only a text that is encoded as one has its first marks and spaces join the sentence before it.</summary>
    [Theory]
    [InlineData("\n\nA cat")]
    [InlineData(" A cat")]
    [InlineData("\u0301 A cat  ")]
    public void Sentence_and_prompt_are_one_text(string prompt)
    {
        var whole = $"Generate an image of 32x64 according to the following prompt:\n{prompt}<reserved08706>";
        Assert.Equal([Beginning, .. Prompted.Tokenizer.Encode(whole, allowSpecialTokens: true)],
            Prompted.Encoder.Encode(new ImagePrompt(prompt, 32, 64)).Text);
    }

    [Fact]
    public void Special_tokens_in_a_prompt_stay_text()
    {
        var prompt = new ImagePrompt("a<eoss><reserved08706><|image|> cat", 32, 32);
        var encoded = Prompted.Encoder.Encode(prompt);
        Assert.Equal([Beginning, Separator], encoded.Text.Where(id => id >= 6256));
        Assert.EndsWith("a<eoss><reserved08706><|image|> cat<reserved08706>", Prompted.Tokenizer.Decode(encoded.Text), StringComparison.Ordinal);

        encoded = Prompted.Encoder.Encode(prompt with { AllowSpecialTokens = true });
        Assert.Equal([Beginning, End, Separator, 6272, Separator], encoded.Text.Where(id => id >= 6256));
    }

    [Fact]
    public void Special_tokens_of_a_sentence_are_those_tokens()
    {
        var template = new PromptTemplate("mine", "<|im_start|>{prompt}<|im_end|>");
        var encoded = Prompted.Encoder.Encode(new ImagePrompt("a<|im_end|>", 32, 32) { Template = template });
        Assert.Equal([Beginning, 6257, 6258, Separator], encoded.Text.Where(id => id >= 6256));
    }

    [Fact]
    public void Height_comes_before_width() =>
        Assert.Equal([Start, Size64, Size32], Prompted.Encoder.Encode(new ImagePrompt("a", Width: 32, Height: 64)).Image);

    [Fact]
    public void A_picture_before_the_text_stands_whole_with_its_size_and_end()
    {
        var encoded = Prompted.Encoder.Encode(new ImagePrompt("Paint it", 32, 64) { Template = PromptTemplate.Edit, Picture = Square });
        int[] row = [Code0, Code0 + 1, Code0 + 2, Code0 + 3, NewLine];
        Assert.Equal([Beginning, Start, Size32, Size32, .. row, .. row, .. row, .. row, End, .. Prompted.Tokenizer.Encode(" Paint it"), Separator],
            encoded.Text);
        Assert.Equal([Start, Size64, Size32], encoded.Image);
        Assert.Equal(0, encoded.GivenRows);
    }

    [Fact]
    public void A_reference_is_the_upper_half_of_the_image()
    {
        var prompt = new ImagePrompt("A fox", 32, 64) { Template = PromptTemplate.FromDepth, Picture = Square };
        var encoded = Prompted.Encoder.Encode(prompt);
        int[] row = [Code0, Code0 + 1, Code0 + 2, Code0 + 3, NewLine];
        Assert.Equal([Start, Size64, Size32, .. row, .. row, .. row, .. row], encoded.Image);
        Assert.Equal(4, encoded.GivenRows);
        // Four rows of four codes and a new line, and the end.
        Assert.Equal(21, encoded.Remaining);
        Assert.Equal([Beginning, Separator], encoded.Text.Where(id => id >= 6256));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\u3000")]
    public void An_empty_prompt_is_refused(string text) =>
        Refused(new ImagePrompt(text), "The prompt is empty. Say what the image shall show.");

    [Fact]
    public void A_huge_prompt_is_refused() => Refused(new ImagePrompt(new string('a', 1_000_001)),
        "The prompt has 1000001 characters; at most 1000000 are read. Shorten it.");

    [Fact]
    public void A_prompt_that_the_model_has_no_positions_for_is_refused()
    {
        var prompt = new ImagePrompt("a cat", 32, 32);
        var needed = Prompted.Encoder.Encode(prompt) is var encoded ? encoded.Tokens.Count + 21 : 0;
        Assert.NotNull(Limited(needed).Encode(prompt));
        Assert.Equal($"The prompt has {needed - 24} tokens and its image 24; the model has positions for {needed - 1} together. " +
            "Shorten the prompt or choose a smaller size.", Assert.Throws<PromptException>(() => Limited(needed - 1).Encode(prompt)).Message);

        static PromptEncoder Limited(int most) => new(Prompted.Tokenizer) { MostTokens = most };
    }

    [Fact]
    public void A_size_that_is_not_possible_is_refused()
    {
        Refused(new ImagePrompt("a", 100, 64), "The width is 100 pixels; expected a positive multiple of 32, such as 96.");
        Refused(new ImagePrompt("a", 64, 96), "The model has no token for a size of 96 pixels; it knows 32, 64, 512, 768, 1024.");
        Refused(new ImagePrompt("a", int.MaxValue - 31, 64), "The model has no token for a size of 2147483616 pixels; it knows 32, 64, 512, 768, 1024.");
    }

    [Fact]
    public void A_picture_where_none_belongs_or_none_where_one_does_is_refused()
    {
        Refused(new ImagePrompt("a", 32, 64) { Picture = Square },
            "The task t2i takes no picture, but one is given. Leave it out, or choose another task.");
        Refused(new ImagePrompt("a", 32, 64) { Template = PromptTemplate.FromCanny },
            "The task i2i-canny needs a picture. Give one, or choose the task t2i.");
        Refused(new ImagePrompt("a", 32, 64) { Template = PromptTemplate.Edit },
            "The task edit needs a picture. Give one, or choose the task t2i.");
    }

    [Fact]
    public void A_picture_of_another_size_is_refused()
    {
        var prompt = new ImagePrompt("a", 32, 64) { Template = PromptTemplate.FromDepth };
        Refused(prompt with { Picture = new([.. new int[32]], 8, 4) },
            "The picture is 32 x 64 pixels; as the upper half of an image of 32 x 64 it has to be 32 x 32.");
        Refused(prompt with { Picture = new([.. new int[15]], 4, 4) },
            "The picture has 15 codes in 4 rows of 4; expected rows and columns in multiples of 4, and a code for each place.");
        Refused(prompt with { Picture = new([.. new int[12]], 4, 3) },
            "The picture has 12 codes in 4 rows of 3; expected rows and columns in multiples of 4, and a code for each place.");
        Refused(prompt with { Picture = new([], 0, 0) },
            "The picture has 0 codes in 0 rows of 0; expected rows and columns in multiples of 4, and a code for each place.");
        Refused(prompt with { Picture = new([.. Enumerable.Repeat(4, 16)], 4, 4) }, "The picture has the code 4; codes go from 0 to 3.");
    }

    /// <summary>A model without a tokenizer of its own kind: ids are given, the text is anything's.</summary>
    [Fact]
    public void Ids_may_be_given_instead_of_looked_up()
    {
        var tokens = new PromptTokens
        {
            BeginningOfText = 1,
            Separator = 96,
            ImageStart = 100,
            ImageEnd = 101,
            NewLine = 105,
            FirstImageCode = 120,
            ImageCodes = 128,
            Sizes = Enumerable.Range(1, 13).ToDictionary(size => size, size => 106 + size),
        };
        var encoded = new PromptEncoder(TokenizerFiles.Tiny().Load(), tokens).Encode(new ImagePrompt("a", 64, 32));
        Assert.Equal((1, 96, 247), (encoded.Text[0], encoded.Text[^1], tokens.LargestId));
        Assert.Equal([100, 107, 108], encoded.Image);
    }

    private static void Refused(ImagePrompt prompt, string message) =>
        Assert.Equal(message, Assert.Throws<PromptException>(() => Prompted.Encoder.Encode(prompt)).Message);
}
