namespace StableDino.Data;

/// <summary>
/// JSON in which the words NaN, Infinity and -Infinity stand for numbers, as Python writes them, made readable byte for
/// byte: infinity
/// becomes a number too large for a double, NaN becomes <see cref="JsonTokens.NotANumber"/>. Words inside texts stay.
/// </summary>
internal sealed class BareNumbers(Stream json) : Stream
{
    private const int LongestWord = 8;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start, _ready, _filled;
    private bool _final, _inText, _escaped;
    private long _line = 1, _column = 1;

    /// <summary>Words replaced.</summary>
    public long Count { get; private set; }

    /// <summary>Line and column, from 1, of the first.</summary>
    public string FirstPlace { get; private set; } = "";

    public override int Read(Span<byte> buffer)
    {
        if (_start == _ready) Fill();
        var count = Math.Min(buffer.Length, _ready - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private void Fill()
    {
        var left = _filled - _ready;
        _buffer.AsSpan(_ready, left).CopyTo(_buffer);
        (_start, _ready, _filled) = (0, 0, left);
        while (!_final && _filled < _buffer.Length)
        {
            var read = json.Read(_buffer.AsSpan(_filled));
            _filled += read;
            _final = read == 0;
        }
        var at = 0;
        while (at < (_final ? _filled : _filled - LongestWord)) at += Step(_buffer.AsSpan(at, _filled - at));
        _ready = Math.Min(at, _filled);
    }

    /// <summary>Reads one byte or one word; its length.</summary>
    private int Step(Span<byte> rest)
    {
        var length = 1;
        if (_inText)
        {
            if (rest[0] == '"' && !_escaped) _inText = false;
            _escaped = rest[0] == '\\' && !_escaped;
        }
        else if (rest[0] == '"') _inText = true;
        else if (rest.StartsWith("NaN"u8) || rest.StartsWith("nan"u8))
            length = Replace(rest, [(byte)'"', JsonTokens.NotANumber, (byte)'"']);
        else if (rest.StartsWith("Infinity"u8)) length = Replace(rest, "1e999999"u8);
        if (rest[0] == '\n') (_line, _column) = (_line + 1, 1);
        else _column += length;
        return length;
    }

    private int Replace(Span<byte> word, ReadOnlySpan<byte> by)
    {
        if (Count++ == 0) FirstPlace = $"line {_line}, column {_column}";
        by.CopyTo(word);
        return by.Length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
