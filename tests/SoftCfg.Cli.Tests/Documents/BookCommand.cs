namespace SoftCfg.Cli.Tests.Documents;

/// <summary>A command of a document.</summary>
/// <param name="Document">The document.</param>
/// <param name="Line">Where it begins, counted from 1.</param>
/// <param name="Text">As it is typed.</param>
/// <param name="Words">What a shell makes of it, without the variables in front.</param>
/// <param name="Environment">The variables in front of it.</param>
internal sealed record BookCommand(string Document, int Line, string Text, IReadOnlyList<string> Words,
    IReadOnlyDictionary<string, string> Environment)
{
    public override string ToString() => $"{Document}:{Line}: {Text}";
}
