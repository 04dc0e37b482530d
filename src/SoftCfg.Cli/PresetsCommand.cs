using System.CommandLine;
using System.Globalization;
using SoftCfg.Cli.Terminal;
using SoftCfg.Guidance;

namespace SoftCfg.Cli;

/// <summary><c>softcfg presets</c>: settings that people published, for which model, with which figures.</summary>
internal sealed class PresetsCommand : ToolCommand
{
    private readonly Option<bool> json = new("--json") { Description = "Prints a list for programs." };

    public PresetsCommand(Session session) : base("presets",
        "Lists published settings: for every model and kind of guidance scale, power and temperature, the FID and Inception " +
        "Score that were published with them (50,000 images of ImageNet at 256 pixels), who published them, and what to know.",
        "softcfg presets", "softcfg sample --model weights/alitok_xl.bin --preset alitok-xl-softcfg --count 8")
    {
        Options.Add(json);
        SetAction(parse =>
        {
            if (parse.GetValue(json))
                WriteJson(session);
            else
                WriteText(session);
            return ExitCodes.Success;
        });
    }

    private static void WriteText(Session session)
    {
        var width = PresetChoice.All.Max(preset => preset.Settings.Name.Length) + 2;
        foreach (var model in PresetChoice.All.GroupBy(preset => preset.Model.Name, StringComparer.Ordinal))
        {
            session.Output.WriteLine(model.Key);
            foreach (var (_, settings) in model)
            {
                var guidance = settings.Guidance;
                session.Output.WriteLine($"  {settings.Name.PadRight(width)}{GuidanceNames.TitleOf(guidance.Kind),-8}" +
                    Text($"scale {guidance.Scale,-6}power {guidance.ScalePower,-6}temperature {settings.Temperature,-6}") +
                    Figures(settings.Fid, settings.InceptionScore));
                session.Output.WriteLine($"    from {settings.Source}");
                if (settings.Caveat is { } caveat)
                    session.Output.WriteLine($"    note {caveat}");
            }
        }
    }

    private static string Figures(double? fid, double? score) => fid is null
        ? "no FID published"
        : Text($"FID {fid:0.00##}") + (score is null ? "" : Text($"  IS {score:0.0}"));

    private static void WriteJson(Session session) => JsonOutput.Write(session.Output, PresetChoice.All.Select(preset => new
    {
        preset.Settings.Name,
        Model = preset.Model.Name,
        preset.Model.Family,
        Guidance = GuidanceNames.Of(preset.Settings.Guidance.Kind),
        preset.Settings.Guidance.Scale,
        Power = preset.Settings.Guidance.ScalePower,
        preset.Settings.Temperature,
        preset.Settings.Seed,
        preset.Settings.Fid,
        preset.Settings.InceptionScore,
        preset.Settings.Source,
        preset.Settings.Caveat,
        Formula = GuidanceFormula.Of(preset.Settings.Guidance),
    }));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
