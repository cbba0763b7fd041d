using System.Buffers.Binary;
using System.Text;
using RabbitMQ.Client;

namespace NovaDockerNet.Oslo.Messaging.Rabbit;

/// <summary>rabbit_login_method AMQPLAIN, oslo.messaging's default: an AMQP table with LOGIN and PASSWORD, without its length.</summary>
internal sealed class AmqplainMechanism(string userName, string password) : IAuthMechanismFactory, IAuthMechanism
{
    public string Name => "AMQPLAIN";

    public IAuthMechanism GetInstance() => this;

    public Task<byte[]> HandleChallengeAsync(byte[]? challenge, ConnectionConfig config, CancellationToken cancellationToken = default)
    {
        using var response = new MemoryStream();
        WriteField(response, "LOGIN", userName);
        WriteField(response, "PASSWORD", password);
        return Task.FromResult(response.ToArray());
    }

    private static void WriteField(MemoryStream stream, string name, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        stream.WriteByte((byte)name.Length);
        stream.Write(Encoding.ASCII.GetBytes(name));
        stream.WriteByte((byte)'S');
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        stream.Write(length);
        stream.Write(bytes);
    }
}
