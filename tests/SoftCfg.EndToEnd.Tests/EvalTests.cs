namespace SoftCfg.EndToEnd.Tests;

public class EvalTests
{
    private const string Number = @"-?\d+\.\d+(e[+-]\d+)?";

    [Fact]
    public void The_five_lines_are_those_of_the_published_evaluator_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        InceptionGraph.Write(folder.File("graph.pb"));
        NpzFile.WriteImages(folder, "reference.npz", 5, size: 32);
        NpzFile.WriteBlack(folder, "samples.npz", 4, size: 48);
        var result = Tool.Run(folder, "eval", "reference.npz", "samples.npz", "--features", "inception:graph.pb").Succeeded();
        Assert.Matches($@"^Inception Score: {Number}\nFID: {Number}\nsFID: {Number}\nPrecision: 0\.0\nRecall: 0\.0\n$",
            result.Output);
    }
}
