using SoftCfg.Loading;

namespace SoftCfg.Cli;

/// <summary>The sets of images that an evaluation compares, as a command line names them.</summary>
internal static class ImageSetChoice
{
    /// <summary>The file or folder; the word <c>fashion</c> stands for the statistics beside the embedded model.</summary>
    public static string Find(string name) =>
        name == EmbeddedModel.Name ? EmbeddedModel.ReferenceStatistics : name;
}
