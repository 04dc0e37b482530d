namespace SoftCfg.Decoding.Jacobi;

/// <summary>
/// What is drafted where no earlier iteration left a draft. Neighbours are codes of the image, so row ends are none; where the
/// neighbour that was asked for does not exist, at an edge, the other one is taken, and for the first code a random token.
/// </summary>
public enum DraftInitialization
{
    /// <summary>A token drawn evenly from those that may stand there.</summary>
    Random,

    /// <summary>The code to the left.</summary>
    RepeatLeft,

    /// <summary>The code above.</summary>
    RepeatAbove,

    /// <summary>A token drawn from the distribution that the code to the left was drawn from.</summary>
    /// <remarks>The original's horizontal sampling takes the likeliest token of that distribution.</remarks>
    SampleLeft,

    /// <summary>A token drawn from the distribution that the code above was drawn from.</summary>
    SampleAbove,
}
