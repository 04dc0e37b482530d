using SoftCfg.Evaluation.Inception;

namespace SoftCfg.Tests.Evaluation.Inception;

/// <summary>A full-size graph and the network loaded from it, shared by the tests of one class.</summary>
public sealed class FormulaFile : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public FormulaFile()
    {
        Path = FormulaGraph.Write(folder.File("graph.pb"));
        Network = InceptionNetwork.Load(Path);
    }

    public string Path { get; }

    public InceptionNetwork Network { get; }

    public void Dispose()
    {
        Network.Dispose();
        folder.Dispose();
    }
}
