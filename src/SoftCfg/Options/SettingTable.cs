using System.Collections;
using System.Text.Json;

namespace SoftCfg.Options;

/// <summary>All settings of some options.</summary>
/// <typeparam name="TOptions">The options; new ones have the defaults.</typeparam>
public sealed class SettingTable<TOptions> : IReadOnlyList<Setting<TOptions>> where TOptions : class, new()
{
    private readonly IReadOnlyList<Setting<TOptions>> settings;

    internal SettingTable(params IReadOnlyList<Setting<TOptions>> settings) => this.settings = settings;

    /// <inheritdoc/>
    public int Count => settings.Count;

    /// <inheritdoc/>
    public Setting<TOptions> this[int index] => settings[index];

    /// <summary>Checks every setting.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">One is out of range; the message names it, its value and the range.</exception>
    public void Check(TOptions options)
    {
        foreach (var setting in settings)
            setting.Check(options);
    }

    /// <summary>Options in which what nothing looks at has its default, so that those that give equal images are equal.</summary>
    /// <param name="options">The options.</param>
    /// <returns>Options that give the same images.</returns>
    public TOptions Normalize(TOptions options) =>
        settings.Where(setting => !setting.AppliesTo(options)).Aggregate(options, (reset, setting) => setting.Reset(reset));

    /// <inheritdoc/>
    public IEnumerator<Setting<TOptions>> GetEnumerator() => settings.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Writes every setting as a property of the object that has begun: null where nothing looks at it.</summary>
    internal void WriteProperties(Utf8JsonWriter json, TOptions options)
    {
        foreach (var setting in settings)
        {
            json.WritePropertyName(setting.Key);
            if (setting.AppliesTo(options))
                setting.Write(json, options);
            else
                json.WriteNullValue();
        }
    }

    /// <summary>Reads a property that <see cref="WriteProperties"/> wrote; the reader stands at its value.</summary>
    /// <returns>Whether it is a setting of this table.</returns>
    /// <exception cref="JsonException">The value is none of the setting.</exception>
    internal bool TryReadProperty(ref Utf8JsonReader json, string name, ref TOptions options)
    {
        var setting = settings.FirstOrDefault(setting => setting.Key == name);
        if (setting is not null && json.TokenType != JsonTokenType.Null)
            options = setting.Read(ref json, options);
        return setting is not null;
    }
}
