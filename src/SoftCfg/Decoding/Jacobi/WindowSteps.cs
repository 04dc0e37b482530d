using SoftCfg.Guidance;
using static TorchSharp.torch;

namespace SoftCfg.Decoding.Jacobi;

/// <summary>Rows of windows as guidance knows them: steps of sequences.</summary>
internal static class WindowSteps
{
    /// <summary>The step that a row of each window predicts.</summary>
    /// <param name="members">The sequences.</param>
    /// <param name="row">The row of their windows.</param>
    /// <param name="device">Where the logits are.</param>
    public static GuidanceStep Step(this IReadOnlyList<JacobiMember> members, int row, Device device) => new(
        members.Select(member => member.Sequence.Place).ToArray(), members.Select(member => member.Step + row).ToArray(), device)
    {
        Codes = members.Any(member => member.Constraints.IsConstrained)
            ? members.Select(member => member.Constraints.IsCode(member.Step + row)).ToArray()
            : null,
    };

    /// <summary>Logits as guidance observes them: -inf where a token may not stand.</summary>
    /// <param name="members">The sequences, B.</param>
    /// <param name="row">The row of their windows.</param>
    /// <param name="logits">float [branches * B, V].</param>
    public static Tensor Possible(this IReadOnlyList<JacobiMember> members, int row, Tensor logits) =>
        SessionConstraints.Restrict(members.Select(member => member.Constraints.Allowed(member.Step + row)).ToArray(), logits);
}
