namespace SoftCfg.Cli.Tests.Evaluating;

/// <summary>Two sets of 40 samples of the embedded model, shared by the tests of one class.</summary>
public sealed class EvalSamples : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public EvalSamples()
    {
        Sample("reference", "softcfg", "0");
        Sample("samples", "cfg", "1");
    }

    /// <summary>The archive of the reference, and beside it the folder of the same images.</summary>
    public string Reference => folder.File("reference.npz");

    public string ReferenceFolder => folder.File("reference");

    /// <summary>The archive of the samples, and beside it the folder of the same images.</summary>
    public string Samples => folder.File("samples.npz");

    public string SamplesFolder => folder.File("samples");

    public void Dispose() => folder.Dispose();

    private void Sample(string output, string guidance, string seed) => Run.In(folder, "sample", "--guidance", guidance,
        "--seed", seed, "--count", "40", "--npz", "--threads", "1", "--output", output).Succeeded();
}
