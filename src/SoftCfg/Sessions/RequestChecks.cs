namespace SoftCfg.Sessions;

/// <summary>What no generator could do for a request.</summary>
internal static class RequestChecks
{
    /// <summary>Checks what images of classes and prompts have in common.</summary>
    /// <exception cref="ArgumentException">Something is not possible.</exception>
    public static void Common(ImageRequest request)
    {
        request.Guidance?.Validate();
        request.Sampling?.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(request.Index);
        ArgumentOutOfRangeException.ThrowIfNegative(request.Candidates);
        if (request.Candidates > 0 && !request.Trace)
            throw new ArgumentException("Candidates are remembered in the trace; ask for Trace as well.");
    }

    /// <summary>Checks tokens that are given.</summary>
    /// <param name="given">The tokens.</param>
    /// <param name="codes">Codes of the image.</param>
    /// <param name="codebook">Codes of the codebook.</param>
    /// <exception cref="ArgumentException">They are too few or too many, or one is not in the codebook.</exception>
    public static void Given(IReadOnlyList<long?> given, int codes, int codebook)
    {
        if (given.Count != codes)
            throw new ArgumentException($"{given.Count} tokens are given; the image has {codes}. Give null where one is to be sampled.");
        for (var place = 0; place < codes; place++)
        {
            if (given[place] is { } token && (token < 0 || token >= codebook))
            {
                throw new ArgumentException(
                    $"The given token {token} at place {place} does not exist; the codebook has tokens 0 to {codebook - 1}.");
            }
        }
    }
}
