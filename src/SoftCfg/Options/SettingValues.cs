using System.Text.Json;

namespace SoftCfg.Options;

/// <summary>What the values of a setting may be, and how they are written: one form for command lines, tables and records.</summary>
/// <typeparam name="TValue">Their type.</typeparam>
public abstract class SettingValues<TValue> where TValue : struct
{
    private protected SettingValues()
    {
    }

    /// <summary>What stands for a value in help, such as <c>NUMBER</c>.</summary>
    public abstract string Placeholder { get; }

    /// <summary>What a value must be, as the end of a sentence: "a number from 0 to 1".</summary>
    public abstract string Expected { get; }

    /// <summary>The values where they are words: none where they are numbers.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>The values where they are numbers; null where they are words.</summary>
    public virtual NumberRange? Range => null;

    /// <summary>Whether a value is one of them.</summary>
    /// <param name="value">The value.</param>
    /// <returns>False for NaN.</returns>
    public abstract bool Contains(TValue value);

    /// <summary>Reads a value that somebody typed.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The value; null if it is none of them.</returns>
    public abstract TValue? Parse(string text);

    /// <summary>A value as text, in every culture the same; <see cref="Parse"/> reads it back.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The text, one word.</returns>
    public abstract string TextOf(TValue value);

    internal abstract void Write(Utf8JsonWriter json, TValue value);

    /// <summary>The value that a JSON token is; null if it is none of them.</summary>
    internal abstract TValue? Read(ref Utf8JsonReader json);
}
