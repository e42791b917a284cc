using System.Text.Json;
using System.Text.Unicode;

namespace StableDino.Data;

/// <summary>
/// The tokens of a JSON stream, one after the other, through a buffer that only grows for a token larger than itself;
/// knows the line and column of the current one.
/// </summary>
/// <remarks>
/// Ill-formed JSON throws <see cref="JsonException"/>, text that is not UTF-8 <see cref="NotUtf8Exception"/>:
/// <see cref="CocoJson"/> turns both into values.
/// </remarks>
internal ref struct JsonTokens
{
    /// <summary>The one character of a text that stands where <see cref="BareNumbers"/> found NaN.</summary>
    public const byte NotANumber = 0x7F;

    private const int LargestToken = 1 << 28;
    private readonly Stream _stream;
    private byte[] _buffer;
    private int _filled;
    private bool _final;
    // Bytes of the buffer whose line feeds are counted: each is counted once, however often a place is asked for.
    private int _counted;
    private long _lines;             // line feeds before them and in them
    private long _columns;           // bytes since the last of these
    private Utf8JsonReader _reader;

    public JsonTokens(Stream stream, int bufferSize = 1 << 16)
    {
        _stream = stream;
        _buffer = new byte[bufferSize];
        Fill();
        var start = _buffer.AsSpan(0, _filled).StartsWith("\uFEFF"u8) ? 3 : 0;
        _reader = new Utf8JsonReader(_buffer.AsSpan(start, _filled - start), _final, default);
        if (start > 0)
        {
            _buffer.AsSpan(start, _filled - start).CopyTo(_buffer);
            _filled -= start;
            _reader = new Utf8JsonReader(_buffer.AsSpan(0, _filled), _final, default);
        }
    }

    public readonly bool IsEmpty => _final && _buffer.AsSpan(0, _filled).IndexOfAnyExcept(" \t\r\n"u8) < 0;

    public readonly JsonTokenType Type => _reader.TokenType;

    /// <summary>Whether the file has NaN here.</summary>
    public readonly bool IsNotANumber =>
        Type == JsonTokenType.String && _reader.ValueSpan.Length == 1 && _reader.ValueSpan[0] == NotANumber;

    public readonly int Depth => _reader.CurrentDepth;

    /// <summary>Line and column, from 1, of the current token (columns in bytes).</summary>
    public string Place
    {
        get
        {
            CountTo((int)_reader.TokenStartIndex);
            return $"line {_lines + 1}, column {_columns + 1}";
        }
    }

    /// <summary>
    /// What follows the last good token, for messages about a bad one: a word at least, if there is one. Nothing can be
    /// read after.
    /// </summary>
    public ReadOnlySpan<byte> Rest
    {
        get
        {
            const int word = 64;
            var consumed = (int)_reader.BytesConsumed;
            if (_filled - consumed >= word || _final) return _buffer.AsSpan(consumed, _filled - consumed);
            _buffer.AsSpan(consumed, _filled - consumed).CopyTo(_buffer);
            _filled -= consumed;
            _reader = default;
            Fill();
            return _buffer.AsSpan(0, _filled);
        }
    }

    /// <summary>Moves to the next token; false after the last.</summary>
    public bool Read()
    {
        while (!_reader.Read())
        {
            if (_final)
                return false;
            Refill();
        }
        if (_reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !Utf8.IsValid(_reader.ValueSpan))
            throw new NotUtf8Exception(Place);
        return true;
    }

    public readonly bool NameIs(ReadOnlySpan<byte> name) => _reader.ValueTextEquals(name);

    /// <summary>Passes over the value that starts here, however deep.</summary>
    public void Skip()
    {
        if (Type == JsonTokenType.PropertyName)
            Read();
        if (Type is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;
        var depth = Depth;
        while (Read() && Depth > depth) { }
    }

    public readonly bool TryText(out string text)
    {
        text = "";
        if (Type != JsonTokenType.String || IsNotANumber)
            return false;
        try
        {
            text = _reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)       // an escaped half of a surrogate pair
        {
            return false;
        }
    }

    public readonly bool TryNumber(out double number)
    {
        number = 0;
        if (Type == JsonTokenType.Number)
            return JsonNumbers.TryShort(_reader.ValueSpan, out number) || _reader.TryGetDouble(out number);
        if (!IsNotANumber) return false;
        number = double.NaN;
        return true;
    }

    /// <summary>An integer, written as one (<c>7</c>) or as a float without a fraction (<c>7.0</c>).</summary>
    public readonly bool TryInteger(out long integer)
    {
        integer = 0;
        if (Type != JsonTokenType.Number)
            return false;
        if (_reader.TryGetInt64(out integer))
            return true;
        const double exact = 1L << 53;
        if (!_reader.TryGetDouble(out var number) || Math.Abs(number) > exact || number != Math.Truncate(number))
            return false;
        integer = (long)number;
        return true;
    }

    /// <summary>
    /// Writes the value that starts here, however deep, to <paramref name="json"/>: numbers and texts byte for byte, a
    /// bare NaN as null.
    /// </summary>
    public void CopyTo(Utf8JsonWriter json)
    {
        CopyToken(json);
        if (Type is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;
        var depth = Depth;
        while (Read())
        {
            CopyToken(json);
            if (Depth == depth && Type is (JsonTokenType.EndObject or JsonTokenType.EndArray))
                return;
        }
    }

    private readonly void CopyToken(Utf8JsonWriter json)
    {
        switch (Type)
        {
            case JsonTokenType.StartObject: json.WriteStartObject(); break;
            case JsonTokenType.EndObject: json.WriteEndObject(); break;
            case JsonTokenType.StartArray: json.WriteStartArray(); break;
            case JsonTokenType.EndArray: json.WriteEndArray(); break;
            case JsonTokenType.PropertyName: json.WritePropertyName(Name); break;
            case JsonTokenType.String when IsNotANumber: json.WriteNullValue(); break;
            case JsonTokenType.String: json.WriteRawValue(
                [(byte)'"', .. _reader.ValueSpan, (byte)'"'], skipInputValidation: true); break;
            default: json.WriteRawValue(_reader.ValueSpan, skipInputValidation: true); break;
        }
    }

    /// <summary>The name of the property that starts here; half surrogates are replaced.</summary>
    public readonly string Name =>
        System.Text.Encoding.UTF8.GetString(_reader.ValueSpan) is var raw
            && !raw.Contains('\\', StringComparison.Ordinal) ? raw : Unescaped(raw);

    private static string Unescaped(string raw)
    {
        try
        {
            return JsonSerializer.Deserialize<string>($"\"{raw}\"") ?? raw;
        }
        catch (JsonException)
        {
            return raw;
        }
    }

    private void Refill()
    {
        var consumed = (int)_reader.BytesConsumed;
        CountTo(consumed);
        _counted = 0;
        _filled -= consumed;
        if (consumed > 0)
            _buffer.AsSpan(consumed, _filled).CopyTo(_buffer);
        else if (_filled == _buffer.Length)
        {
            if (_buffer.Length >= LargestToken)
                throw new JsonException("a single value is longer than 256 MB");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        Fill();
        _reader = new Utf8JsonReader(_buffer.AsSpan(0, _filled), _final, _reader.CurrentState);
    }

    private void Fill()
    {
        while (_filled < _buffer.Length && !_final)
        {
            var read = _stream.Read(_buffer.AsSpan(_filled));
            _filled += read;
            _final = read == 0;
        }
    }

    // A token's start never lies before that of an earlier one.
    private void CountTo(int index)
    {
        if (index <= _counted) return;
        var more = _buffer.AsSpan(_counted, index - _counted);
        var lastFeed = more.LastIndexOf((byte)'\n');
        _lines += more.Count((byte)'\n');
        _columns = lastFeed < 0 ? _columns + more.Length : more.Length - lastFeed - 1;
        _counted = index;
    }
}
