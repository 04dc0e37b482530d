using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Guidance;

/// <summary>
/// The sequences that one call to an <see cref="IGuidance"/> is about, and how far each is. Rows of what guidance keeps by
/// place are taken and put here.
/// </summary>
public sealed class GuidanceStep : IDisposable
{
    private readonly Device device;
    private readonly Lazy<Tensor> placeIndex, stepIndex;

    /// <summary>Describes a step.</summary>
    /// <param name="places">The place of every sequence in its session, each below the session's capacity.</param>
    /// <param name="steps">The index of the token that each is about to sample.</param>
    /// <param name="device">Where the logits are.</param>
    /// <exception cref="ArgumentException">There is no sequence, or not one step each.</exception>
    public GuidanceStep(IReadOnlyList<int> places, IReadOnlyList<int> steps, Device device)
    {
        if (places.Count == 0 || places.Count != steps.Count)
            throw new ArgumentException($"A step is of sequences, each with a place and a step; got {places.Count} and {steps.Count}.");
        (Places, Steps, this.device) = (places, steps, device);
        IsUniform = steps.All(step => step == steps[0]);
        TakesViews = places[^1] - places[0] == places.Count - 1 && places.Zip(places.Skip(1)).All(pair => pair.First < pair.Second);
        placeIndex = new(() => Index(places).DetachFromDisposeScope());
        stepIndex = new(() => Index(steps).DetachFromDisposeScope());
    }

    /// <summary>The place of every sequence.</summary>
    public IReadOnlyList<int> Places { get; }

    /// <summary>The index of the token that each sequence is about to sample, or has just sampled.</summary>
    public IReadOnlyList<int> Steps { get; }

    /// <summary>Whether an image code stands at each sequence's step, not something that separates codes.</summary>
    /// <value>Default null: it does everywhere.</value>
    public IReadOnlyList<bool>? Codes { get; init; }

    /// <summary>How many sequences, B.</summary>
    public int Count => Places.Count;

    /// <summary>Whether all sequences are at the same step.</summary>
    public bool IsUniform { get; }

    /// <summary>int64 [B]: <see cref="Places"/> on the device.</summary>
    public Tensor PlaceIndex => placeIndex.Value;

    /// <summary>int64 [B]: <see cref="Steps"/> on the device.</summary>
    public Tensor StepIndex => stepIndex.Value;

    /// <summary>Whether the places follow each other, so that their rows are a view.</summary>
    internal bool TakesViews { get; }

    /// <summary>The sequences' rows of what is kept by place.</summary>
    /// <param name="store">[capacity, ...].</param>
    /// <returns>[B, ...], perhaps a view; the caller disposes it.</returns>
    public Tensor Take(Tensor store) =>
        TakesViews ? store.narrow(0, Places[0], Count) : store.Rows(PlaceIndex);

    /// <summary>Keeps the sequences' rows by place.</summary>
    /// <param name="store">[capacity, ...].</param>
    /// <param name="rows">[B, ...].</param>
    public void Put(Tensor store, Tensor rows)
    {
        using var scope = NewDisposeScope();
        if (TakesViews)
            store.narrow(0, Places[0], Count).copy_(rows);
        else
            store.index_copy_(0, PlaceIndex, rows);
    }

    /// <summary>Keeps one number per sequence, in the column of its step.</summary>
    /// <param name="store">[capacity, steps].</param>
    /// <param name="values">[B].</param>
    public void PutAtStep(Tensor store, Tensor values)
    {
        using var scope = NewDisposeScope();
        if (TakesViews && IsUniform)
            store.narrow(0, Places[0], Count).select(1, Steps[0]).copy_(values);
        else
            store.view(-1).index_copy_(0, Index(Places.Zip(Steps, (place, step) => place * (int)store.shape[1] + step).ToArray()), values);
    }

    /// <summary>The number that is kept for each sequence in the column of its step.</summary>
    /// <param name="store">[capacity, steps].</param>
    /// <returns>[B], perhaps a view; the caller disposes it.</returns>
    public Tensor TakeAtStep(Tensor store)
    {
        using var rows = Take(store);
        if (IsUniform)
            return rows.select(1, Steps[0]);
        using var column = StepIndex.unsqueeze(1);
        using var values = rows.gather(1, column);
        return values.squeeze(1);
    }

    /// <summary>Each sequence's entry of a table by step.</summary>
    /// <param name="table">[steps].</param>
    /// <returns>[B, 1], or [1, 1] where all are at the same step; the caller disposes it.</returns>
    public Tensor LookUp(Tensor table)
    {
        using var entries = IsUniform ? table.narrow(0, Steps[0], 1) : table.Rows(StepIndex);
        return entries.unsqueeze(1);
    }

    /// <summary>The same sequences, one step on.</summary>
    public GuidanceStep Next() => new(Places, Steps.Select(step => step + 1).ToArray(), device);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (placeIndex.IsValueCreated)
            placeIndex.Value.Dispose();
        if (stepIndex.IsValueCreated)
            stepIndex.Value.Dispose();
    }

    private Tensor Index(IReadOnlyList<int> numbers) =>
        tensor(numbers.Select(number => (long)number).ToArray(), ScalarType.Int64, device);
}
