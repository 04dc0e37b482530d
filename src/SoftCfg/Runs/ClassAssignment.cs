using System.Text.Json.Serialization;
using SoftCfg.Decoding;

namespace SoftCfg.Runs;

/// <summary>The class of every image of a run, as a function of its index. Immutable.</summary>
/// <param name="Order">How labels are given out.</param>
/// <param name="Labels">The labels, at least one; one that is there twice counts twice.</param>
[JsonConverter(typeof(ClassAssignmentConverter))]
public sealed record ClassAssignment(ClassOrder Order, IReadOnlyList<int> Labels)
{
    /// <summary>No decoder has a step of this number, so that a class shares no random number with a token.</summary>
    private const int StepOfClasses = int.MaxValue;

    /// <summary>All classes of a model in turn.</summary>
    /// <param name="classes">How many there are.</param>
    public static ClassAssignment Balanced(int classes) => new(ClassOrder.Cycle, Enumerable.Range(0, classes).ToList());

    /// <summary>The label of an image.</summary>
    /// <param name="index">The image's index in its run, from 0.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <returns>One of <see cref="Labels"/>.</returns>
    public int Of(long index, ulong seed) => Order == ClassOrder.Cycle
        ? Labels[(int)(index % Labels.Count)]
        : Labels[(int)(new SampleRandom(seed).Uniform(index, StepOfClasses) * Labels.Count)];

    /// <inheritdoc/>
    public bool Equals(ClassAssignment? other) => other is not null && Order == other.Order && Labels.SequenceEqual(other.Labels);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Order, Labels.Count, Labels[0], Labels[^1]);
}
