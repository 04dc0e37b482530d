using SoftCfg.Text.Prompts;

namespace SoftCfg.Tests.Text.Prompts;

public class PromptTemplateTests
{
    private static readonly ImageGrid Grid = new(512, 1024);

    [Theory]
    [InlineData("t2i", "Generate an image of 512x1024 according to the following prompt:\nA cat.")]
    [InlineData("depth", "Generate a dual-panel image of 512x1024 where the <lower half> displays a <depth map>, while the <upper half> " +
        "retains the original image for direct visual comparison:\nA cat.")]
    [InlineData("canny", "Generate a dual-panel image of 512x1024 where the <lower half> displays a <canny edge map>, while the <upper half> " +
        "retains the original image for direct visual comparison:\nA cat.")]
    [InlineData("hed", "Generate a dual-panel image of 512x1024 where the <lower half> displays a <hed edge map>, while the <upper half> " +
        "retains the original image for direct visual comparison:\nA cat.")]
    [InlineData("openpose", "Generate a dual-panel image of 512x1024 where the <lower half> displays a <pose estimation map>, while the " +
        "<upper half> retains the original image for direct visual comparison:\nA cat.")]
    [InlineData("i2i-depth", "Generate a dual-panel image of 512x1024 where the <upper half> displays a <depth map>, while the <lower half> " +
        "retains the original image for direct visual comparison:\nA cat.")]
    [InlineData("i2i-canny", "Generate a dual-panel image of 512x1024 where the <upper half> displays a <canny edge map>, while the " +
        "<lower half> retains the original image for direct visual comparison:\nA cat.")]
    [InlineData("i2i-subject", "Generate a dual-panel image of 512x1024 where the <upper half> displays a <Bubbly and effervescent with a " +
        "sparkling allure.>, while the <lower half> retains the original image for direct visual comparison:\nA cat.")]
    [InlineData("edit", "A cat.")]
    public void Every_task_has_its_sentence(string task, string text) =>
        Assert.Equal(text, PromptTemplate.Named(task).Format("A cat.", Grid));

    [Fact]
    public void Every_template_is_found_by_its_name() =>
        Assert.All(PromptTemplate.All, template => Assert.Same(template, PromptTemplate.Named(template.Name)));

    [Fact]
    public void A_task_that_does_not_exist_is_refused_with_those_that_do() => Assert.Equal(
        "There is no task 'i2t'. Tasks are t2i, depth, canny, hed, openpose, i2i-depth, i2i-canny, i2i-subject, edit.",
        Assert.Throws<PromptException>(() => PromptTemplate.Named("i2t")).Message);

    [Fact]
    public void What_a_prompt_writes_is_not_filled_in() =>
        Assert.EndsWith(":\n{width} {prompt}", PromptTemplate.TextToImage.Format("{width} {prompt}", Grid), StringComparison.Ordinal);

    [Fact]
    public void A_subject_may_be_described_in_other_words()
    {
        var template = PromptTemplate.FromSubject with { Description = "a red teapot" };
        Assert.Contains(" displays a <a red teapot>, while ", template.Format("x", Grid), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no place")]
    [InlineData("é {prompt}")]
    public void A_sentence_that_cannot_be_used_is_refused(string text) =>
        Assert.StartsWith("The text of template 'mine' has to be ASCII and to hold {prompt}.",
            Assert.Throws<ArgumentException>(() => new PromptTemplate("mine", text)).Message, StringComparison.Ordinal);
}
