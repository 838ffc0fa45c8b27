"""The stack of the service that Gatehouse replaces: Flask, SQLAlchemy, psycopg2, PyJWT, bcrypt, redis.

MIGRATE=1 makes the tables and ends.
"""
import hashlib, os, secrets, uuid
from datetime import datetime, timedelta, timezone
import bcrypt, jwt, redis
from flask import Flask, jsonify, request
from sqlalchemy import Boolean, Column, DateTime, ForeignKey, String, create_engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base, joinedload, relationship, scoped_session, sessionmaker

SECRET, COST = 'bench-only-secret-0123456789-abcdefghij', int(os.environ.get('BCRYPT_COST', '12'))
# SQLAlchemy knows the scheme by its longer name only.
engine = create_engine(os.environ['DATABASE_URL'].replace('postgres://', 'postgresql://', 1), pool_size=10, max_overflow=10, future=True)
Session = scoped_session(sessionmaker(bind=engine, future=True, expire_on_commit=False))
rds = redis.Redis.from_url(os.environ['REDIS_URL'])
Base = declarative_base()
now = lambda: datetime.now(timezone.utc)
sha = lambda s: hashlib.sha256(s.encode()).hexdigest()
uid = lambda: str(uuid.uuid4())


class User(Base):
    __tablename__ = 'users'
    id = Column(String(36), primary_key=True, default=uid)
    email = Column(String(255), unique=True, nullable=False)
    password_hash = Column(String(72), nullable=False)
    is_active = Column(Boolean, nullable=False, default=True)
    created_at = Column(DateTime(timezone=True), nullable=False, default=now)


class UserSession(Base):
    __tablename__ = 'sessions'
    id = Column(String(36), primary_key=True, default=uid)
    user_id = Column(String(36), ForeignKey('users.id'), nullable=False, index=True)
    refresh_hash = Column(String(64), unique=True, nullable=False)
    user_agent = Column(String(255))
    ip = Column(String(64))
    created_at = Column(DateTime(timezone=True), nullable=False, default=now)
    expires_at = Column(DateTime(timezone=True), nullable=False)
    user = relationship(User)


class Service(Base):
    __tablename__ = 'services'
    id = Column(String(36), primary_key=True, default=uid)
    name = Column(String(100), nullable=False)


class AppToken(Base):
    __tablename__ = 'app_tokens'
    id = Column(String(36), primary_key=True, default=uid)
    token_hash = Column(String(64), unique=True, nullable=False)
    name = Column(String(100), nullable=False)
    service_id = Column(String(36), ForeignKey('services.id'), nullable=False)
    is_active = Column(Boolean, nullable=False, default=True)
    expires_at = Column(DateTime(timezone=True))
    service = relationship(Service)


if os.environ.get('MIGRATE') == '1':
    Base.metadata.create_all(engine)
    raise SystemExit(0)

app = Flask(__name__)


@app.teardown_appcontext
def _close(_=None):
    Session.remove()


def err(code, msg):
    return jsonify(success=False, message=msg), code


def access_for(s):
    t = now()
    return jwt.encode({'sub': s.user_id, 'sid': s.id, 'iat': t, 'exp': t + timedelta(minutes=60), 'jti': uid()}, SECRET, 'HS256')


@app.get('/api/health')
def health():
    return jsonify(status='ok')


@app.post('/api/auth/register')
def register():
    d = request.get_json(silent=True) or {}
    email, pw = (d.get('email') or '').strip().lower(), d.get('password') or ''
    if '@' not in email or len(pw) < 8:
        return err(400, 'email and a password of 8 or more characters are required')
    if Session.execute(select(User.id).where(User.email == email)).first():
        return err(409, 'email already registered')
    Session.rollback()  # do not hold a connection while hashing
    u = User(id=uid(), email=email, password_hash=bcrypt.hashpw(pw.encode(), bcrypt.gensalt(COST)).decode())
    Session.add(u)
    try:
        Session.commit()
    except IntegrityError:
        Session.rollback()
        return err(409, 'email already registered')
    return jsonify(success=True, user={'id': u.id, 'email': u.email}), 201


DUMMY = bcrypt.hashpw(b'x', bcrypt.gensalt(COST))


@app.post('/api/auth/login')
def login():
    d = request.get_json(silent=True) or {}
    email, pw = (d.get('email') or '').strip().lower(), (d.get('password') or '').encode()
    u = Session.execute(select(User).where(User.email == email)).scalar_one_or_none()
    Session.rollback()
    good = bcrypt.checkpw(pw, u.password_hash.encode() if u else DUMMY)
    if not (u and good and u.is_active):
        return err(401, 'invalid credentials')
    raw = secrets.token_urlsafe(32)
    s = UserSession(id=uid(), user_id=u.id, refresh_hash=sha(raw), user_agent=(request.user_agent.string or '')[:255], ip=request.remote_addr, expires_at=now() + timedelta(days=30))
    Session.add(s)
    Session.commit()
    rds.set(f'sess:{s.id}', u.id, ex=30 * 86400)
    return jsonify(success=True, access_token=access_for(s), refresh_token=raw, token_type='Bearer', expires_in=3600, user={'id': u.id, 'email': u.email})


@app.post('/api/auth/refresh')
def refresh():
    raw = (request.get_json(silent=True) or {}).get('refresh_token') or ''
    s = Session.execute(select(UserSession).where(UserSession.refresh_hash == sha(raw)).with_for_update()).scalar_one_or_none()
    if not s or s.expires_at < now():
        return err(401, 'invalid refresh token')
    nxt = secrets.token_urlsafe(32)
    s.refresh_hash, s.expires_at = sha(nxt), now() + timedelta(days=30)
    Session.commit()
    rds.set(f'sess:{s.id}', s.user_id, ex=30 * 86400)
    return jsonify(success=True, access_token=access_for(s), refresh_token=nxt, token_type='Bearer', expires_in=3600)


@app.get('/api/auth/me')
def me():
    h = request.headers.get('Authorization', '')
    try:
        c = jwt.decode(h[7:], SECRET, algorithms=['HS256'])
    except jwt.PyJWTError:
        return err(401, 'invalid token')
    if rds.get(f"sess:{c['sid']}") is None:
        return err(401, 'session revoked')
    u = Session.get(User, c['sub'])
    if not u or not u.is_active:
        return err(401, 'unknown user')
    return jsonify(success=True, user={'id': u.id, 'email': u.email, 'created_at': u.created_at.isoformat()})


@app.get('/api/tokens/validate')
def validate():
    t = Session.execute(select(AppToken).options(joinedload(AppToken.service)).where(AppToken.token_hash == sha(request.headers.get('X-App-Token', '')))).scalar_one_or_none()
    if not t or not t.is_active or (t.expires_at and t.expires_at < now()):
        return err(401, 'invalid app token')
    return jsonify(success=True, valid=True, token={'id': t.id, 'name': t.name}, service={'id': t.service.id, 'name': t.service.name})


@app.post('/bench/app-token')  # seeding only
def mk():
    raw = secrets.token_hex(32)
    s = Service(id=uid(), name='svc')
    Session.add(s)
    Session.flush()
    Session.add(AppToken(token_hash=sha(raw), name=request.get_json()['name'], service_id=s.id, expires_at=now() + timedelta(days=90)))
    Session.commit()
    return jsonify(token=raw), 201
