using System.Globalization;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Hosting.Models;
using SoftCfg.Labels;
using SoftCfg.Options;
using SoftCfg.Sessions;

namespace SoftCfg.Playground.Pages;

/// <summary>The command line of the tool that makes an image again, for a POSIX shell.</summary>
/// <param name="model">The model as it is served.</param>
/// <param name="generator">The model, loaded.</param>
/// <param name="isLocal">Whether only people of this machine read it. Others are not told in which folders files are.</param>
internal sealed class CommandText(ServedModel model, ISessionGenerator generator, bool isLocal)
{
    private const string NoneForGiven = "Some of its tokens were given, by a branch or a mask, and no command line takes those. " +
        "The address of this page does: it makes the same image again.";

    private const string NoneForOwn = "The tool does not know this model, which the server's own program made.";

    /// <summary>Why there is no command for an image; null where there is one.</summary>
    public string? ReasonForNone(ImageRequest request) => request.Given is not null ? NoneForGiven : model.ToolOptions is null ? NoneForOwn : null;

    /// <summary>Writes the command of an image; null where none makes it.</summary>
    public string? Of(ImageRequest request)
    {
        if (ReasonForNone(request) is not null)
            return null;
        var guidance = request.Guidance ?? generator.DefaultGuidance;
        IEnumerable<string> words =
        [
            "softcfg", .. WhatOf(request), .. model.ToolOptions!.Select(Told), "--seed", Text(request.Seed),
            .. OptionsOf(GuidanceSettings.All, guidance, generator.DefaultGuidance),
            .. OptionsOf(SamplingSettings.All, request.Sampling ?? generator.DefaultSampling, generator.DefaultSampling),
            "--output", "samples",
            // Behind everything: what begins with a dash would be taken for an option.
            .. request.Prompt?.Text is ['-', ..] text ? ["--", text] : Array.Empty<string>(),
        ];
        return string.Join(' ', words.Select(Quoted));
    }

    private IEnumerable<string> WhatOf(ImageRequest request) => request.Prompt is { } prompt
        ? ["generate", .. prompt.Text is ['-', ..] ? Array.Empty<string>() : [prompt.Text], "--width", Text(prompt.Width), "--height", Text(prompt.Height)]
        : ["sample", "--classes", NameOf(model.Classes, request.ClassLabel!.Value), "--count", "1"];

    private string Told(string word) => isLocal || word.StartsWith("hf:", StringComparison.Ordinal) ? word : Path.GetFileName(Path.TrimEndingDirectorySeparator(word));

    /// <summary>A class by its name, or by its label where the name means several or would be taken for a list.</summary>
    private static string NameOf(ClassNames? classes, int label) =>
        classes?.Names[label] is { } name && classes.Named(name) is [_] && !name.Contains(',', StringComparison.Ordinal) ? name : Text(label);

    /// <summary>The options that count, without the fine ones that the model has anyway.</summary>
    private static IEnumerable<string> OptionsOf<TOptions>(SettingTable<TOptions> table, TOptions options, TOptions model) where TOptions : class, new() =>
        table.Where(setting => setting.AppliesTo(options) && !(setting.IsFine && setting.TextOf(options) == setting.TextOf(model)))
            .SelectMany(setting => new[] { setting.Option, setting.TextOf(options) });

    private static string Text<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:=@+".Contains(letter, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
