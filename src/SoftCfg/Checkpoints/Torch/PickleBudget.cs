namespace SoftCfg.Checkpoints.Torch;

/// <summary>
/// What may be done with a pickle. A few bytes can stand for any number of values, because values are shared; so whatever
/// is copied, visited or named more than once is counted, and the sum stays below a small multiple of the bytes read.
/// </summary>
internal sealed class PickleBudget(PickleInput input)
{
    /// <summary>Allowed per byte: weights that stand under several names, in dictionaries that stand under several keys.</summary>
    internal const int StepsPerByte = 8;

    private const int FreeSteps = 1 << 14;

    /// <summary>Values and characters so far.</summary>
    internal long Spent { get; private set; }

    /// <summary>Counts values or characters that are about to be worked on.</summary>
    /// <exception cref="CheckpointException">They are more than the file can mean.</exception>
    internal void Spend(long steps)
    {
        Spent += steps;
        if (Spent > FreeSteps + StepsPerByte * input.Consumed)
        {
            throw input.Error($"the pickle of {input.Consumed} bytes shares its values without end: reading it would take " +
                "minutes or gigabytes. The file is damaged or made to exhaust its reader.");
        }
    }
}
