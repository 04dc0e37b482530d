using System.CommandLine;
using System.CommandLine.Completions;
using SoftCfg.Cli.Sampling;
using SoftCfg.Loading;

namespace SoftCfg.Cli.Completing;

/// <summary>The names of the classes that a command line could go on with: those of its model.</summary>
internal static class ClassWords
{
    /// <summary>Lets an option for classes be completed.</summary>
    public static Option<string[]> Completed(this Option<string[]> classes)
    {
        classes.CompletionSources.Add(NamesFor);
        return classes;
    }

    private static IReadOnlyList<string> NamesFor(CompletionContext context)
    {
        try
        {
            var path = context.ParseResult.GetValue<string?>(GuidedModelOptions.ModelName);
            return ModelDescription.Find(path ?? EmbeddedModel.Name, null).Classes;
        }
        // A completion has nobody to tell what is wrong with a model; the command will.
        catch (Exception)
        {
            return [];
        }
    }
}
