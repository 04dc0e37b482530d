using SoftCfg.Cli.Terminal;
using SoftCfg.Loading;
using SoftCfg.Loading.Configuration;

namespace SoftCfg.Cli;

/// <summary>The model that a command line names: by a path, or by a published configuration file with overrides.</summary>
/// <param name="Model">Its description.</param>
/// <param name="Config">The configuration that was given, if any.</param>
internal sealed record ModelChoice(ModelDescription Model, UpstreamConfig? Config)
{
    /// <summary>Reads the description; loads nothing yet.</summary>
    /// <param name="path">What <c>--model</c> says; null when it was not given.</param>
    /// <param name="tokenizer">What <c>--tokenizer</c> says; null when it was not given.</param>
    /// <param name="arguments">The words of the form <c>key.path=value</c>.</param>
    public static ModelChoice Make(string? path, string? tokenizer, IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
            return new(ModelDescription.Find(path ?? EmbeddedModel.Name, tokenizer), null);
        if (path is not null)
        {
            throw new UsageException("--model and config= exclude each other: the configuration names its checkpoints " +
                $"({UpstreamGenerator.CheckpointKey}=FILE).");
        }
        var config = UpstreamConfig.FromArguments(arguments);
        return new(ModelDescription.From(config, tokenizer), config);
    }

    /// <summary>Says which keys of a configuration sampling does not look at.</summary>
    public void SayWhatIsIgnored(Session session)
    {
        if (Config is { Ignored: { Count: > 0 } ignored })
            session.Note($"{Config.File}: {string.Join(", ", ignored)} only matter to training and are ignored.");
    }
}
