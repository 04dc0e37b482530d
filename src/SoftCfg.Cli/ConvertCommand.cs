using System.CommandLine;
using SoftCfg.Checkpoints;

namespace SoftCfg.Cli;

/// <summary><c>softcfg convert IN OUT.safetensors</c>: any weights file to safetensors.</summary>
internal sealed class ConvertCommand : ToolCommand
{
    private const string Extension = ".safetensors";

    private readonly Session session;
    private readonly Argument<string> input = new("IN")
    {
        Description = "The weights file: torch.save or safetensors.",
    };

    private readonly Argument<string> output = new("OUT.safetensors") { Description = "The file to write." };

    private readonly Option<string?> select = OptionFactory.Text("--select", "KEY",
        "The state dict to write, such as 'ema'. Default: all tensors, under their full paths.");

    private readonly Option<bool> force = new("--force") { Description = "Replaces OUT.safetensors if it exists." };

    public ConvertCommand(Session session) : base("convert",
        "Converts weights to safetensors, one tensor at a time; types and values stay as they are. Nothing in a " +
        "pickle is ever run.",
        "softcfg convert rar_b.bin rar_b.safetensors",
        "softcfg convert training.pt ema.safetensors --select ema")
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
        ConversionProgress last = new(0, 0, 0, 0);
        try
        {
            new ProgressView(session).Run($"reading {from}", progress => CheckpointConverter.Convert(from, to,
                stateDict, overwrite, new Progress(p => progress.Report(Step(last = p))), session.Cancellation));
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException($"stopped; '{to}' was not written.", e);
        }
        session.Output.WriteLine(FormattableString.Invariant($"{to}: {last.Tensors} tensors, {last.Bytes:N0} bytes"));
        if (stateDict is null)
            SuggestSelection(to);
    }

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

    /// <summary>
    /// Reports at once, on the thread that works; <see cref="Progress{T}"/> would hand over to another.
    /// </summary>
    private sealed class Progress(Action<ConversionProgress> report) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => report(value);
    }
}
