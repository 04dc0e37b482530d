using System.Globalization;

namespace SoftCfg.ServeLoad;

/// <summary>What was measured of so many clients, round by round.</summary>
/// <param name="Clients">How many ask at a time.</param>
/// <param name="Of">Whom they ask.</param>
/// <param name="Steps">Whether they are told of every step.</param>
internal sealed record LoadCell(int Clients, string Of, bool Steps)
{
    /// <summary>A client.</summary>
    public required Func<IClient> Create { get; init; }

    /// <summary>Tokens a second of each round, and their share of the session's that was measured before.</summary>
    public List<(double Speed, double Share)> Rounds { get; } = [];

    /// <summary>Seconds to the first row, where steps were told, and to the image.</summary>
    public List<(double? FirstRow, double Image)> Times { get; } = [];

    /// <summary>A row of a table.</summary>
    public override string ToString()
    {
        var rows = Times.Select(time => time.FirstRow).OfType<double>().ToList();
        var whole = Times.ConvertAll(time => time.Image);
        var shares = Rounds.ConvertAll(round => round.Share);
        return string.Create(CultureInfo.InvariantCulture, $"| {Clients} | {Of} | {(Steps ? "yes" : "no")} | ") +
            string.Create(CultureInfo.InvariantCulture, $"{Quantile(Rounds.ConvertAll(round => round.Speed), 0.5):F0} | ") +
            string.Create(CultureInfo.InvariantCulture, $"{Quantile(shares, 0.5):F2} ({shares.Min():F2} to {shares.Max():F2}) | ") +
            $"{Seconds(rows, 0.5)} | {Seconds(rows, 0.95)} | {Seconds(whole, 0.5)} | {Seconds(whole, 0.95)} |";
    }

    private static string Seconds(List<double> values, double share) =>
        values.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Quantile(values, share):F2} s");

    private static double Quantile(List<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)Math.Min(share * sorted.Count, sorted.Count - 1)];
    }
}
