using System.Diagnostics;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Models;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>Decodes images of one model under one kind of guidance, as many at a time as asked for, and says how long each step took.</summary>
internal sealed class TimedDecode : IDisposable
{
    private readonly ICausalImageModel model;
    private readonly BenchModel description;
    private readonly GuidanceOptions guidance;
    private readonly int batch;
    private readonly DecodeSession session;
    private readonly List<Sequence> running = [];
    private readonly SampleRandom random = new(seed: 0);
    private readonly CancellationToken cancellationToken;
    private long next;

    /// <param name="model">The model; the caller keeps it.</param>
    /// <param name="description">Its settings.</param>
    /// <param name="batch">Images at a time.</param>
    /// <param name="kind">How they are guided.</param>
    /// <param name="cancellationToken">Checked before every step.</param>
    public TimedDecode(ICausalImageModel model, BenchModel description, int batch, GuidanceKind kind, CancellationToken cancellationToken)
    {
        (this.model, this.description, this.batch, this.cancellationToken) = (model, description, batch, cancellationToken);
        (Kind, guidance) = (kind, description.Guidance(kind));
        session = new DecodeSession(model, batch, guidance.Branches);
    }

    /// <summary>How images are guided.</summary>
    public GuidanceKind Kind { get; }

    /// <summary>Begins images anew.</summary>
    /// <param name="length">Tokens of each that are decoded at once.</param>
    public void Begin(int length)
    {
        running.ForEach(session.Leave);
        running.Clear();
        Fill();
        for (var step = 0; step < length; step++)
            Step();
    }

    /// <summary>Decodes a token of each image; images that are finished make room for others.</summary>
    /// <returns>Seconds.</returns>
    public double Step()
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = Stopwatch.GetTimestamp();
        // Before the step, so that none is begun that will not be decoded.
        Fill();
        foreach (var finished in session.Step())
            running.Remove(finished);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Refuses logits that make no distribution: times of such steps say nothing.</summary>
    public void ThrowIfBroken() => session.ThrowIfBroken();

    public void Dispose() => session.Dispose();

    private void Fill()
    {
        while (running.Count < batch)
        {
            var sequence = new Sequence
            {
                Context = model.Context((int)(next % model.ClassCount)),
                UnconditionalContext = model.Context(null),
                Index = next++,
                Guidance = guidance,
                Sampling = description.Source.Sampling,
                Uniforms = random.Uniform,
            };
            session.Join(sequence);
            running.Add(sequence);
        }
    }
}
