namespace SoftCfg.Tests.Prompts;

/// <summary>One <see cref="TinyLumina"/> for all tests of a class that change nothing in it.</summary>
public sealed class TinyLuminaFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TinyLuminaFolder() => Model = TinyLumina.CreateIn(folder.Path);

    public string Model { get; }

    public void Dispose() => folder.Dispose();
}
