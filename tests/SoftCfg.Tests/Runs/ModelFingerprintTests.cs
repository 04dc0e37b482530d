using SoftCfg.Checkpoints;
using SoftCfg.Loading;
using SoftCfg.Runs;

namespace SoftCfg.Tests.Runs;

public class ModelFingerprintTests
{
    private const string Description = """
        {
          "name": "m", "classes": ["a"],
          "generator": { "family": "rar", "file": "g", "config": {} },
          "tokenizer": { "family": "maskgit-vq", "file": "t", "config": {} }
        }
        """;

    [Fact]
    public void Weights_are_told_by_their_hash()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(ModelDescription.FileName), Description);
        folder.Write("g", "abc"u8);
        folder.Write("t", [0]);
        // The first is a test vector of FIPS 180-2.
        Assert.Equal(new ModelFingerprint("m",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            Compute(folder));
    }

    [Fact]
    public void Missing_weights_are_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(ModelDescription.FileName), Description);
        var error = Assert.Throws<CheckpointException>(() => Compute(folder));
        Assert.Equal(folder.File("g"), error.Path);
    }

    private static ModelFingerprint Compute(TemporaryFolder folder) =>
        ModelFingerprint.Compute(ModelDescription.Read(folder.Path), TestContext.Current.CancellationToken);
}
