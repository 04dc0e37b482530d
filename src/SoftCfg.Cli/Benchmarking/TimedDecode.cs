using System.Diagnostics;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Models;

namespace SoftCfg.Cli.Benchmarking;

/// <summary>Decodes images of one model, as many at a time as asked for, and says how long the steps took.</summary>
internal sealed class TimedDecode : IDisposable
{
    private readonly ICausalImageModel model;
    private readonly BenchModel description;
    private readonly int batch;
    private readonly DecodeSession session;
    private readonly List<Sequence> running = [];
    private readonly SampleRandom random = new(seed: 0);
    private readonly CancellationToken cancellationToken;
    private long next;

    /// <param name="model">The model; the caller keeps it.</param>
    /// <param name="description">Its settings.</param>
    /// <param name="batch">Images at a time.</param>
    /// <param name="branches">Rows of an image: 1 where nothing will be guided.</param>
    /// <param name="cancellationToken">Checked before every step.</param>
    public TimedDecode(ICausalImageModel model, BenchModel description, int batch, int branches, CancellationToken cancellationToken)
    {
        (this.model, this.description, this.batch, this.cancellationToken) = (model, description, batch, cancellationToken);
        session = new DecodeSession(model, batch, branches);
    }

    /// <summary>Begins images anew and times steps of theirs. An image that is finished makes room for another.</summary>
    /// <param name="kind">How they are guided.</param>
    /// <param name="length">Tokens of each that are decoded before the clock starts.</param>
    /// <param name="steps">Tokens of each that are timed.</param>
    /// <returns>Seconds.</returns>
    public double Seconds(GuidanceKind kind, int length, int steps)
    {
        running.ForEach(session.Leave);
        running.Clear();
        var guidance = description.Guidance(kind);
        Fill(guidance);
        Decode(guidance, length);
        var started = Stopwatch.GetTimestamp();
        Decode(guidance, steps);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        session.ThrowIfBroken();
        return seconds;
    }

    public void Dispose() => session.Dispose();

    private void Decode(GuidanceOptions guidance, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Before the step, so that none is begun that will not be decoded.
            Fill(guidance);
            foreach (var finished in session.Step())
                running.Remove(finished);
        }
    }

    private void Fill(GuidanceOptions guidance)
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
