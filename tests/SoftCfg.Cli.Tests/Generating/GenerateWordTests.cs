using SoftCfg.Cli.Tests.Sampling;

namespace SoftCfg.Cli.Tests.Generating;

/// <summary>The words of the published command, and prompts that look like something else.</summary>
public class GenerateWordTests
{
    [Theory]
    [InlineData("--model_path M --save_path=out --cfg 9.0 --top_k=2048", "--model M --output out --scale 9.0 --top-k 2048")]
    [InlineData("--speculative_jacobi --quant prompt", "--jacobi --weights int4 prompt")]
    [InlineData("--quant true --speculative_jacobi=false prompt", "--weights int4 prompt")]
    [InlineData("--greedy prompt", "--greedy on prompt")]
    [InlineData("--greedy off prompt", "--greedy off prompt")]
    [InlineData("--softcfg_disable_step_norm false", "--step-norm on")]
    [InlineData("--softcfg_disable_step_norm prompt", "--step-norm off prompt")]
    [InlineData("a.b=c config=F", "a.b=c config=F")]
    [InlineData("-- --greedy --cfg", "-- --greedy --cfg")]
    public void Words_are_put_as_the_tool_has_them(string typed, string put) =>
        Assert.Equal(["generate", .. put.Split(' ')], KnownWords.Translate(["generate", .. typed.Split(' ')]));

    [Fact]
    public void The_published_command_generates_once_it_has_a_prompt()
    {
        using var folder = new TemporaryFolder();
        var words = DocumentedCommands.Words(DocumentedCommands.SoftCfgLumina).Select(word => word == "path/to/ckpt" ? TinyLumina.Shared : word);
        Run.In(folder, ["generate", .. words, "--quant", "--width", "32", "--height", "32", "-n", "1", "--threads", "1", "a fox"]).Succeeded();
        (string Keyword, string Value)[] expected =
        [
            ("guidance.scale", "9"), ("sampling.top-k", "2048"), ("guidance.strength", "1"), ("guidance.step-normalization", "on"),
            ("weights", "int4"), ("jacobi.rule", "exact"), ("prompt", "a fox"),
        ];
        foreach (var (keyword, value) in expected)
            Assert.Equal(value, Generation.Fact(folder, "outputs/softcfg_lumina/000000.png", keyword));
    }

    [Fact]
    public void Prompts_may_look_like_anything()
    {
        using var folder = new TemporaryFolder();
        string[] prompts = ["a.b=c", "@home", "[fox]", "--", "--greedy", "-n"];
        Generation.Generate(folder, ["--batch", "8", .. prompts]).Succeeded();
        Assert.Equal(["a.b=c", "@home", "[fox]", "--greedy", "-n"],
            Enumerable.Range(0, 5).Select(i => Generation.Fact(folder, $"samples/00000{i}.png", "prompt")));
    }
}
