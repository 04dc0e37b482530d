using SoftCfg.Loading;

namespace SoftCfg.Cli;

/// <summary>The reference of an evaluation that a command line names.</summary>
internal static class ReferenceChoice
{
    /// <summary>The file or folder; the word <c>fashion</c> stands for the statistics beside the embedded model.</summary>
    public static string Find(string name) =>
        name == EmbeddedModel.Name ? EmbeddedModel.ReferenceStatistics : name;
}
