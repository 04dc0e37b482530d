namespace SoftCfg.Decoding;

/// <summary>
/// Which tokens may stand where in one image: a function of the step, asked once per step and in order, but perhaps ahead.
/// </summary>
public interface ITokenConstraint
{
    /// <summary>
    /// Tokens from the beginning of a row of the image to that of the next, row ends included: where neighbours are, for who drafts
    /// tokens like them.
    /// </summary>
    /// <value>Default 0: unknown.</value>
    int RowLength => 0;

    /// <summary>The token that stands at a step whatever would be sampled; guidance sees it as if it had been.</summary>
    /// <param name="step">The index of the token.</param>
    /// <returns>The token; null where it is sampled.</returns>
    long? Forced(int step) => null;

    /// <summary>The tokens that may be sampled at a step.</summary>
    /// <param name="step">The index of the token.</param>
    /// <returns>The range of tokens; null where every token may be.</returns>
    TokenRange? Allowed(int step) => null;

    /// <summary>
    /// Whether an image code stands at a step. What else an image has, such as the ends of its lines, is no decision of the model: to
    /// SoftCFG its value weighs 1 and counts nothing.
    /// </summary>
    /// <param name="step">The index of the token.</param>
    /// <value>Default true.</value>
    bool IsCode(int step) => true;
}
