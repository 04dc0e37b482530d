using System.CommandLine;
using SoftCfg.Checkpoints;
using SoftCfg.Cli.Terminal;
using SoftCfg.Loading;

namespace SoftCfg.Cli;

/// <summary><c>softcfg inspect FILE</c>: what a weights file holds.</summary>
internal sealed class InspectCommand : ToolCommand
{
    private const int WidestName = 100;

    private readonly Session session;

    public InspectCommand(Session session) : base("inspect",
        "Lists the tensors of a weights file: safetensors or torch.save, single or sharded (by the index). Reads no " +
        "weights and never runs anything in the file.",
        "softcfg inspect model.safetensors",
        "softcfg inspect checkpoint.pt --json")
    {
        this.session = session;
        var file = new Argument<string>("FILE") { Description = "The weights file." };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        Arguments.Add(file);
        Options.Add(json);
        SetAction(parse =>
        {
            using var checkpoint = Checkpoint.Open(parse.GetRequiredValue(file));
            if (parse.GetValue(json))
                PrintJson(checkpoint);
            else
                Print(checkpoint);
            return ExitCodes.Success;
        });
    }

    private void Print(ICheckpoint checkpoint)
    {
        var summary = CheckpointSummary.Of(checkpoint);
        var all = Count(summary.Tensors.Count, summary.Elements, summary.Bytes);
        session.Output.WriteLine($"{summary.Path}: {all}");
        foreach (var part in summary.StateDicts)
            session.Output.WriteLine($"state dict {part.Key}: {Count(part.Tensors, part.Elements, part.Bytes)}");
        session.Output.WriteLine($"a model loads: {Selection(checkpoint)}");
        if (Recognised(checkpoint) is { } model)
            session.Output.WriteLine($"recognised as: {model}");
        foreach (var (key, value) in summary.Metadata)
            session.Output.WriteLine($"metadata {key}: {value}");
        // One very long name does not indent all others.
        var nameWidth = Math.Min(summary.Tensors.Select(t => t.Name.Length).DefaultIfEmpty().Max(), WidestName);
        foreach (var tensor in summary.Tensors)
            session.Output.WriteLine($"{tensor.Name.PadRight(nameWidth)}  {tensor.Layout}");
        if (summary.StateDicts.Count > 0)
        {
            session.Note("a file of torch.save that nests state dicts; " +
                $"'softcfg convert {summary.Path} OUT.safetensors --select KEY' takes one out.");
        }
    }

    private void PrintJson(ICheckpoint checkpoint)
    {
        var summary = CheckpointSummary.Of(checkpoint);
        var tensors = summary.Tensors.Select(t => new
        {
            t.Name,
            Dtype = t.Dtype.ToString().ToLowerInvariant(),
            t.Shape,
        });
        JsonOutput.Write(session.Output, new
        {
            summary.Path,
            Parameters = summary.Elements,
            summary.Bytes,
            Selection = Selection(checkpoint),
            Recognised = Recognised(checkpoint),
            summary.StateDicts,
            summary.Metadata,
            Tensors = tensors,
        });
    }

    private static string Count(int tensors, long elements, long bytes) =>
        FormattableString.Invariant($"{tensors} tensors, {elements:N0} parameters, {bytes:N0} bytes");

    /// <summary>Which of the tensors a model would be loaded from.</summary>
    private static string Selection(ICheckpoint checkpoint)
    {
        try
        {
            var chosen = ModelDescription.SelectWeights(checkpoint).Selection;
            return chosen.Length == 0 ? "all tensors" : chosen;
        }
        catch (CheckpointException e)
        {
            return e.Problem;
        }
    }

    /// <summary>What model it is; null when it is none that is known, or when its tensors are unclear.</summary>
    private static string? Recognised(ICheckpoint checkpoint)
    {
        try
        {
            return ModelDescription.Recognise(checkpoint);
        }
        catch (CheckpointException)
        {
            return null;
        }
    }
}
