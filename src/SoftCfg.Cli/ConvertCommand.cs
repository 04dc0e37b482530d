using System.CommandLine;
using SoftCfg.Checkpoints;
using SoftCfg.Cli.Terminal;
using SoftCfg.Evaluation.Inception;

namespace SoftCfg.Cli;

/// <summary><c>softcfg convert IN OUT.safetensors</c>: any weights file to safetensors.</summary>
internal sealed class ConvertCommand : ToolCommand
{
    private const string Extension = ".safetensors";

    private readonly Session session;
    private readonly Argument<string> input = new("IN")
    {
        Description = "The weights file: torch.save or safetensors; or classify_image_graph_def.pb, the Inception network.",
    };

    private readonly Argument<string> output = new("OUT.safetensors") { Description = "The file to write." };

    private readonly Option<string?> select = OptionFactory.AnyText("--select", "KEY",
        "The state dict to write, such as 'ema'. Default: all tensors, under their full paths.");

    private readonly Option<bool> force = new("--force") { Description = "Replaces OUT.safetensors if it exists." };

    public ConvertCommand(Session session) : base("convert",
        "Converts weights to safetensors, one tensor at a time; types and values stay as they are (8-bit floats become " +
        "float32). Nothing in a pickle is ever run.",
        "softcfg convert rar_b.bin rar_b.safetensors",
        "softcfg convert training.pt ema.safetensors --select ema",
        "softcfg convert classify_image_graph_def.pb inception.safetensors")
    {
        this.session = session;
        Arguments.Add(input);
        Arguments.Add(output);
        Options.Add(select);
        Options.Add(force);
        SetAction(parse =>
        {
            Convert(parse.GetRequiredValue(input), parse.GetRequiredValue(output), parse.GetValue(select),
                parse.GetValue(force));
            return ExitCodes.Success;
        });
    }

    private void Convert(string from, string to, string? stateDict, bool overwrite)
    {
        if (!to.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"'{to}' must end in {Extension}: that is what is written.");
        if (File.Exists(to) && !overwrite)
            throw new UsageException($"'{to}' exists already. Give --force to replace it, or another name.");
        if (InceptionNetwork.IsGraph(from))
            ConvertGraph(from, to, stateDict);
        else
            ConvertCheckpoint(from, to, stateDict, overwrite);
    }

    /// <summary>The one graph that is known: other networks have other ways of saying what their weights are.</summary>
    private void ConvertGraph(string from, string to, string? stateDict)
    {
        if (stateDict is not null)
            throw new UsageException($"--select is '{stateDict}', but '{from}' is a TensorFlow graph: it has no state dicts.");
        if (Path.GetFullPath(from) == Path.GetFullPath(to))
            throw new UsageException($"'{to}' is the input itself. Give another name.");
        InceptionNetwork.Convert(from, to);
        using var written = Checkpoint.Open(to);
        PrintSize(to, written.Tensors.Count, written.Tensors.Sum(tensor => tensor.Bytes));
    }

    private void ConvertCheckpoint(string from, string to, string? stateDict, bool overwrite)
    {
        ConversionProgress last = new(0, 0, 0, 0);
        try
        {
            new ProgressView(session).Run($"reading {from}", progress => CheckpointConverter.Convert(from, to,
                stateDict, overwrite, new Relay<ConversionProgress>(p => progress.Report(Step(last = p))), session.Cancellation));
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException($"stopped; '{to}' was not written.", e);
        }
        PrintSize(to, last.Tensors, last.Bytes);
        if (stateDict is null)
            SuggestSelection(to);
    }

    private void PrintSize(string path, int tensors, long bytes) =>
        session.Output.WriteLine(FormattableString.Invariant($"{path}: {tensors} tensors, {bytes:N0} bytes"));

    private void SuggestSelection(string path)
    {
        using var written = Checkpoint.Open(path);
        if (written.StateDicts() is { Count: > 0 } keys)
        {
            session.Note($"the input nests {string.Join(", ", keys)}; all were written. " +
                $"'--select {keys[0]}' writes one.");
        }
    }

    private static ProgressStep Step(ConversionProgress done) => new($"{done.Tensors} of {done.TotalTensors} tensors",
        done.TotalBytes == 0 ? 1 : (double)done.Bytes / done.TotalBytes);
}
