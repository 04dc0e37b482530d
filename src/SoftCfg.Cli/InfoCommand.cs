using System.CommandLine;
using System.Runtime.InteropServices;
using SoftCfg.Cli.Terminal;
using SoftCfg.Imaging;
using SoftCfg.Layers;
using SoftCfg.Loading;
using SoftCfg.Native;
using SoftCfg.Runs;
using TorchSharp;

namespace SoftCfg.Cli;

/// <summary><c>softcfg info [FILE.png]</c>: how an image was made, or what this installation consists of.</summary>
internal sealed class InfoCommand : ToolCommand
{
    private const int LabelWidth = 28;

    private readonly Session session;

    public InfoCommand(Session session) : base("info",
        "Prints how an image was made, or without a file the versions and devices of this installation.",
        "softcfg info",
        "softcfg info samples/softcfg/000003.png")
    {
        this.session = session;
        var file = new Argument<string?>("FILE.png")
        {
            Description = "An image that 'softcfg sample' wrote.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Arguments.Add(file);
        SetAction(parse =>
        {
            if (parse.GetValue(file) is { } path)
                PrintImage(path);
            else
                PrintInstallation();
            return ExitCodes.Success;
        });
    }

    private void PrintImage(string path)
    {
        var text = PngText.Read(path);
        if (text.Count == 0)
            throw new UsageException($"{path}: the file holds no text, so nothing says how the image was made.");
        foreach (var (keyword, value) in text)
        {
            var isOurs = keyword.StartsWith(RunProvenance.Prefix, StringComparison.Ordinal);
            Print(isOurs ? keyword[RunProvenance.Prefix.Length..] : keyword, value);
        }
    }

    private void PrintInstallation()
    {
        var threads = ThreadChoice.Make(null, session);
        // Any call loads the native library; from here on it is known how.
        torch.set_num_threads(threads.Count);
        Print("SoftCfg", RunProvenance.LibraryVersion);
        Print("TorchSharp", typeof(torch).Assembly.GetName().Version!.ToString(3));
        Print("libtorch", Version.Parse(torch.__version__).ToString(3));
        Print(".NET", Environment.Version.ToString());
        Print("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}");
        Print("cpu", $"{Environment.ProcessorCount} processors, {threads.Count} threads ({threads.Reason}) unless --threads says otherwise");
        Print("weights", $"{WeightFormats.NameOf(WeightFormats.Default)} unless --weights says otherwise; products use {WeightFormats.Instructions}");
        Print("cuda", DeviceChoice.CudaDevices() is var count and > 0 ? $"{count} devices" : "not available");
        Print("native library",
            TorchNativeLibrary.IsAdapted ? "adapted to this system's libstdc++, in memory" : "as it came");
        Print("embedded model", $"{(Directory.Exists(EmbeddedModel.Folder) ? "" : "missing: ")}{EmbeddedModel.Folder}");
    }

    private void Print(string label, string value) => session.Output.WriteLine($"{label.PadRight(LabelWidth)}{value}");
}
