using System.CommandLine;
using SoftCfg.Decoding;
using SoftCfg.Families;
using SoftCfg.Models;
using SoftCfg.Options;

namespace SoftCfg.Cli;

/// <summary>Published settings that a command line names with <c>--preset</c>.</summary>
/// <param name="Model">The model that they were published for.</param>
/// <param name="Settings">The settings.</param>
internal sealed record PresetChoice(PublishedModel Model, PublishedSettings Settings)
{
    /// <summary>All there are.</summary>
    public static IEnumerable<PresetChoice> All =>
        PublishedModels.All.SelectMany(model => model.Settings.Select(settings => new PresetChoice(model, settings)));

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(preset => preset.Settings.Name);

    /// <summary>The option, the same in every command that samples.</summary>
    public static Option<string?> Option()
    {
        var option = OptionFactory.AnyText("--preset", "NAME", "Published settings by their name, such as alitok-xl-softcfg: guidance, " +
            "scale, power and temperature. Other options win over them. 'softcfg presets' lists all.");
        option.CompletionSources.Add(_ => Names);
        return option;
    }

    /// <summary>Finds settings by their name.</summary>
    /// <param name="name">What <c>--preset</c> says; null when it was not given.</param>
    /// <returns>The settings; null when none are asked for.</returns>
    public static PresetChoice? Find(string? name)
    {
        if (name is null)
            return null;
        return All.FirstOrDefault(preset => preset.Settings.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"--preset: there is no preset '{name}'" +
                $"{Suggestion.For(name, Names)} See 'softcfg presets'.");
    }

    /// <summary>A model's sampling at the temperature that was published.</summary>
    public SamplingOptions SamplingOf(SamplingOptions model) => model with { Temperature = Settings.Temperature };

    /// <summary>Says what to know before relying on them.</summary>
    /// <param name="session">Where to say it.</param>
    /// <param name="model">The model that is sampled.</param>
    public void SayWhatToKnow(Terminal.Session session, string model)
    {
        if (model != Model.Name)
            session.Note($"preset {Settings.Name} was published for {Model.Name}; the model is {model}.");
        if (Settings.Caveat is { } caveat)
            session.Note($"preset {Settings.Name}: {caveat}");
    }
}
