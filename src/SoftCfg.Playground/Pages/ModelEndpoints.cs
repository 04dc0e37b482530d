using Microsoft.AspNetCore.Http;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Hosting.Models;
using SoftCfg.Labels;
using SoftCfg.Playground.Api;
using SoftCfg.Runs;
using SoftCfg.Sessions;

namespace SoftCfg.Playground.Pages;

/// <summary>What there is to choose from on the page.</summary>
internal static class ModelEndpoints
{
    /// <summary>The models by name, and the settings that all of them have.</summary>
    public static IResult List(EngineCatalog catalog) => Results.Json(new
    {
        Library = RunProvenance.LibraryVersion,
        Models = catalog.Models.Select(model => new { model.Name, model.Title }),
        Guidance = SettingFacts.Of(GuidanceSettings.All),
        Sampling = SettingFacts.Of(SamplingSettings.All),
        Limits = new { Settings = PageOrder.MostSettings, Sheet = PageOrder.MostSeeds },
    }, ApiJson.Options);

    /// <summary>A model: its classes, the size of its images, its own settings. It is loaded if it is not yet.</summary>
    public static async Task<IResult> DescribeAsync(string name, EngineCatalog catalog, CancellationToken cancellationToken)
    {
        var model = catalog.Find(name);
        var generator = (await catalog.GetAsync(model.Name, cancellationToken)).Generator;
        return Results.Json(new
        {
            model.Name,
            TakesPrompts = generator.ClassCount == 0,
            Classes = NamesOf(model.Classes, generator),
            Width = generator.FixedSize,
            Height = generator.FixedSize,
            Guidance = SettingFacts.TextsOf(GuidanceSettings.All, generator.DefaultGuidance),
            Sampling = SettingFacts.TextsOf(SamplingSettings.All, generator.DefaultSampling),
        }, ApiJson.Options);
    }

    /// <summary>The names of every class, its own first and then its synonyms.</summary>
    private static IEnumerable<string[]> NamesOf(ClassNames? classes, ISessionGenerator generator) => Enumerable.Range(0, generator.ClassCount)
        .Select(label => classes is null ? [$"class {label}"] : new[] { classes.Names[label] }.Concat(classes.Synonyms(label)).ToArray());
}
