namespace SoftCfg.Runs;

/// <summary>How a run keeps its images.</summary>
public enum ImageStorage
{
    /// <summary>A PNG file each, with text that says how it was made.</summary>
    Png,

    /// <summary>An uncompressed <c>.npz</c> for each chunk: fewer files, no text.</summary>
    Npz,

    /// <summary>Not at all; the tokens are kept, and can be decoded later.</summary>
    None,
}
