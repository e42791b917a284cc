using System.Text;
using System.Text.Json;
using StableDino.Evaluation;

namespace StableDino.Properties.Evaluation;

public class EvaluationReportTests
{
    private static EvaluationResult Result => CocoEvaluator.Evaluate(
        new([new(1, "", 100, 100)], [new(1, "cat"), new(7, "wheelbarrow")],
            [new(1, 1, 1, 0, 0, 10, 10, 100, false, default)]),
        [new(1, 1, 0, 0, 10, 8, 0.75)], EvaluationParameters.Boxes);

    [Fact]
    public void Json_has_the_promised_keys_and_full_precision()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            EvaluationReport.WriteMembers(json, Result);
            json.WriteEndObject();
        }
        var root = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).RootElement;
        Assert.Equal("AP AP50 AP75 APs APm APl AR1 AR10 AR100 ARs ARm ARl".Split(' '),
            root.GetProperty("metrics").EnumerateObject().Select(member => member.Name));
        Assert.Equal(Result.Metrics.AP, root.GetProperty("metrics").GetProperty("AP").GetDouble());
        Assert.Equal(-1, root.GetProperty("metrics").GetProperty("APl").GetDouble());
        Assert.Equal(["cat", "wheelbarrow"],
            root.GetProperty("per_class").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
    }

    [Fact]
    public void The_table_reads_as_text() => Assert.Equal(
        """
                     IoU    area  limit      %
        -----  ---------  ------  -----  -----
        AP     0.50:0.95     all    100   70.0
        AP50        0.50     all    100  100.0
        AP75        0.75     all    100  100.0
        APs    0.50:0.95   small    100   70.0
        APm    0.50:0.95  medium    100      –
        APl    0.50:0.95   large    100      –
        AR1    0.50:0.95     all      1   70.0
        AR10   0.50:0.95     all     10   70.0
        AR100  0.50:0.95     all    100   70.0
        ARs    0.50:0.95   small    100   70.0
        ARm    0.50:0.95  medium    100      –
        ARl    0.50:0.95   large    100      –

        class        ground truth  detections    AP   AP50   AP75   APs  APm  APl  AR100
        -----------  ------------  ----------  ----  -----  -----  ----  ---  ---  -----
        cat                     1           1  70.0  100.0  100.0  70.0    –    –   70.0
        wheelbarrow             0           0     –      –      –     –    –    –      –

        """, EvaluationReport.ToText(Result));
}
