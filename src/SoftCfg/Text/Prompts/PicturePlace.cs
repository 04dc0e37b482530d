namespace SoftCfg.Text.Prompts;

/// <summary>Where a given picture stands in a prompt.</summary>
public enum PicturePlace
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Whole, before the text: it is looked at.</summary>
    BeforeText,

    /// <summary>As the upper half of the image that is generated: the lower half is what is missing.</summary>
    UpperHalf,
}
